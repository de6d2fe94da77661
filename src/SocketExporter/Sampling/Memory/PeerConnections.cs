using SocketExporter.Config;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling.Memory;

/// <summary>
/// Connections with groups of peers that the configuration names: each belongs to the first that fits. A number for each (group, direction, state), and of a state that is over
/// since when: at most as many as the groups allow.
/// </summary>
internal sealed class PeerConnections : ITcpMemory
{
    private const int States = (int)TcpState.Closing + 1;
    private const int Directions = 2;

    private readonly string[] _groups;
    private readonly PeerSearch _search;
    private readonly long[] _counts;
    private readonly DateTimeOffset[] _lastSeen;
    private DateTimeOffset _now;

    public PeerConnections(IReadOnlyList<PeerGroup> groups)
    {
        _groups = [.. groups.Select(static group => ReservedLabel.FromName(group.Name))];
        _search = new PeerSearch(groups);
        _counts = new long[_groups.Length * Directions * States];
        _lastSeen = new DateTimeOffset[_counts.Length];
    }

    IReadOnlyList<TcpState> ITcpMemory.States { get; } = [.. Enum.GetValues<TcpState>().Where(static state => state is >= TcpState.Established and <= TcpState.Closing and not TcpState.Listen)];

    public IEnumerable<TrackedSockets> Tracked => [];

    public bool WantsInformation => false;

    public void BeginSample(DateTimeOffset now)
    {
        _now = now;
        Array.Clear(_counts);
    }

    public void Observe(in InetSocketRow row, Direction direction, ServicePort port)
    {
        int group = _search.Find(row.Remote, row.RemotePort);
        if (group != PeerSearch.None)
        {
            _counts[PlaceOf(group, direction, (int)row.State)]++;
        }
    }

    public void Discard() => Array.Clear(_counts);

    public Snapshot EndSample(Snapshot snapshot, SocketAttribution owners)
    {
        List<PeerConnectionsRow> rows = [];
        for (int i = 0; i < _groups.Length; i++)
        {
            foreach (Direction direction in (ReadOnlySpan<Direction>)[Direction.Inbound, Direction.Outbound])
            {
                for (int state = (int)TcpState.Established; state < States; state++)
                {
                    int place = PlaceOf(i, direction, state);
                    _lastSeen[place] = _counts[place] > 0 ? _now : _lastSeen[place];

                    // An alert on a database that nobody is connected to needs the 0.
                    if (state == (int)TcpState.Established || (_lastSeen[place] != default && _now - _lastSeen[place] <= SocketTally.ZeroKept))
                    {
                        rows.Add(new PeerConnectionsRow(_groups[i], direction, (byte)state, _counts[place]));
                    }
                }
            }
        }

        return snapshot with { PeerConnections = [.. rows] };
    }

    private static int PlaceOf(int group, Direction direction, int state) => (((group * Directions) + (direction == Direction.Inbound ? 0 : 1)) * States) + state;
}
