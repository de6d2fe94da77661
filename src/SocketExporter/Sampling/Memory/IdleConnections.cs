using System.Runtime.InteropServices;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling.Memory;

/// <summary>
/// Established connections that have been silent for an hour and have no keepalive timer, by service. Only tcp_info says how long a connection has been silent, so they are
/// counted in the walks that carry it, one every <see cref="Interval"/> at least, and the last count stands until the next. A number for each service, of which there are at most twice as many as ports.
/// </summary>
internal sealed class IdleConnections : ITcpMemory
{
    /// <summary>Longer than most services let a connection rest, shorter than the two hours after which keepalive would begin to ask.</summary>
    public const uint SilentMilliseconds = 3_600_000;

    /// <summary>
    /// An hour needs no finer clock. A walk with tcp_info costs 1.33 times the bare one: at the default interval of 5 s that is half a percent more in all, at 1 min 7 %.
    /// </summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    private readonly Dictionary<(Direction Direction, ServicePort Port), Entry> _services = [];
    private DateTimeOffset _now;
    private DateTimeOffset? _counted;
    private bool _isInformed;

    public IReadOnlyList<TcpState> States { get; } = [TcpState.Established];

    public IEnumerable<TrackedSockets> Tracked => [];

    public bool WantsInformation { get; private set; }

    public bool LooksAtInformationOnly => true;

    public void BeginSample(DateTimeOffset now)
    {
        _now = now;
        WantsInformation = _counted is not { } last || now - last >= Interval;
    }

    public void BeginWalk(bool withInformation) => _isInformed = withInformation;

    public void Observe(in InetSocketRow row, Direction direction, ServicePort port)
    {
        // A connection with keepalive shows that timer whenever nothing is under way; any other timer means that the peer is being asked already.
        if (_isInformed && row.Timer == TcpTimer.None && row.LastDataSentMilliseconds >= SilentMilliseconds && row.LastDataReceivedMilliseconds >= SilentMilliseconds)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_services, (direction, port), out _).Counting++;
        }
    }

    public void Discard()
    {
        foreach ((Direction Direction, ServicePort Port) service in _services.Keys)
        {
            CollectionsMarshal.GetValueRefOrNullRef(_services, service).Counting = 0;
        }
    }

    public Snapshot EndSample(Snapshot snapshot, SocketAttribution owners)
    {
        if (_isInformed)
        {
            _counted = _now;
            Count();
        }

        // A service that has none any more says 0 for ten minutes.
        foreach ((Direction Direction, ServicePort Port) service in _services.Where(entry => _now - entry.Value.LastSeen > SocketTally.ZeroKept).Select(static entry => entry.Key).ToArray())
        {
            _services.Remove(service);
        }

        return snapshot with { IdleConnections = [.. _services.Select(static entry => new IdleConnectionsRow(entry.Key.Direction, entry.Key.Port, entry.Value.Counted))] };
    }

    private void Count()
    {
        foreach ((Direction Direction, ServicePort Port) service in _services.Keys)
        {
            ref Entry entry = ref CollectionsMarshal.GetValueRefOrNullRef(_services, service);
            entry.LastSeen = entry.Counting > 0 || entry.Counted > 0 ? _now : entry.LastSeen;
            entry.Counted = entry.Counting;
            entry.Counting = 0;
        }
    }

    private struct Entry
    {
        /// <summary>In the walk under way.</summary>
        public int Counting;

        /// <summary>In the last whole one.</summary>
        public int Counted;

        public DateTimeOffset LastSeen;
    }
}
