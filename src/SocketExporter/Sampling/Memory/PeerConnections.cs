using System.Net;
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

    private readonly Group[] _groups;
    private readonly long[] _counts;
    private readonly DateTimeOffset[] _lastSeen;
    private DateTimeOffset _now;

    public PeerConnections(IReadOnlyList<PeerGroup> groups)
    {
        _groups = [.. groups.Select(static group => new Group(group))];
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
        for (int i = 0; i < _groups.Length; i++)
        {
            if (_groups[i].Has(row.Remote, row.RemotePort))
            {
                _counts[PlaceOf(i, direction, (int)row.State)]++;
                return;
            }
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
                        rows.Add(new PeerConnectionsRow(_groups[i].Name, direction, (byte)state, _counts[place]));
                    }
                }
            }
        }

        return snapshot with { PeerConnections = [.. rows] };
    }

    private static int PlaceOf(int group, Direction direction, int state) => (((group * Directions) + (direction == Direction.Inbound ? 0 : 1)) * States) + state;

    private sealed class Group
    {
        private readonly (IpAddress Begin, ulong HighMask, ulong LowMask)[] _networks;
        private readonly ushort[] _ports;

        public Group(PeerGroup group)
        {
            Name = ReservedLabel.FromName(group.Name);
            _networks = [.. group.Networks.Select(Masked)];
            _ports = [.. group.Ports];
        }

        public string Name { get; }

        public bool Has(IpAddress address, ushort port) => (_ports.Length == 0 || _ports.AsSpan().Contains(port)) && (_networks.Length == 0 || HasAddress(address));

        private bool HasAddress(IpAddress address)
        {
            foreach ((IpAddress begin, ulong highMask, ulong lowMask) in _networks)
            {
                if ((address.High & highMask) == begin.High && (address.Low & lowMask) == begin.Low)
                {
                    return true;
                }
            }

            return false;
        }

        /// <summary>An IPv4 network as the mapped one, 96 bits longer: sockets of both families have their peers in it.</summary>
        private static (IpAddress Begin, ulong HighMask, ulong LowMask) Masked(IPNetwork network)
        {
            byte[] bytes = network.BaseAddress.GetAddressBytes();
            bool isIpv4 = bytes.Length == 4;
            int bits = network.PrefixLength + (isIpv4 ? 96 : 0);
            Array.Resize(ref bytes, 16);
            var begin = IpAddress.FromNetworkOrder(bytes, isIpv4 ? IpFamily.Ipv4 : IpFamily.Ipv6);
            return (begin, MaskOf(bits), MaskOf(bits - 64));
        }

        private static ulong MaskOf(int bits) => bits <= 0 ? 0 : bits >= 64 ? ulong.MaxValue : ~(ulong.MaxValue >> bits);
    }
}
