using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling.Memory;

/// <summary>What connections have sent and received, by service: what each has more than in the walk before. Every connection is kept, and every walk carries tcp_info: only on wish.</summary>
internal sealed class TcpFlows : ITcpMemory
{
    /// <summary>12 MB. Connections beyond it are not followed, so that the counters are too small.</summary>
    public const int Capacity = 200_000;

    private readonly ConnectionMemory<Counters> _connections = new(Capacity);
    private readonly Dictionary<(Direction Direction, ServicePort Port), Counters> _increases = [];
    private bool _wasAsked;
    private bool _isSaid;

    public IReadOnlyList<TcpState> States { get; } =
        [TcpState.Established, TcpState.SynSent, TcpState.FinWait1, TcpState.FinWait2, TcpState.CloseWait, TcpState.LastAck, TcpState.Closing];

    public IEnumerable<TrackedSockets> Tracked => [new("flows", _connections.Wanted, Capacity)];

    public bool WantsInformation => true;

    public void BeginSample(DateTimeOffset now)
    {
    }

    public void BeginWalk(bool withInformation) => _connections.BeginWalk();

    public void Observe(in InetSocketRow row, Direction direction, ServicePort port)
    {
        _wasAsked |= row.State == TcpState.Established;
        if (row.SentSegments is not { } segments || row.AcknowledgedBytes is not { } acknowledged || row.ReceivedBytes is not { } received)
        {
            return;
        }

        _isSaid = true;
        ref Counters last = ref _connections.Find(row.Cookie, out bool credits);
        if (Unsafe.IsNullRef(ref last))
        {
            return;
        }

        Counters before = last;
        last = new Counters { Acknowledged = acknowledged, Received = received, Segments = segments };
        if (credits && !last.Equals(before))
        {
            ref Counters increase = ref CollectionsMarshal.GetValueRefOrAddDefault(_increases, (direction, port), out _);
            increase.Segments += KernelCount.Increase((uint)before.Segments, segments);
            increase.Acknowledged += KernelCount.Increase(before.Acknowledged, acknowledged);
            increase.Received += KernelCount.Increase(before.Received, received);
        }
    }

    public void Discard()
    {
        // What single connections have sent and received is true whatever became of the walk; it is credited with the next that succeeds.
    }

    public Snapshot EndSample(Snapshot snapshot, SocketAttribution owners)
    {
        _connections.EndWalk();
        ServiceTraffic traffic = new(
            [.. _increases.Select(static service => new ServiceTotal(service.Key.Direction, service.Key.Port, service.Value.Segments))],
            [.. _increases.Select(static service => new ServiceTotal(service.Key.Direction, service.Key.Port, service.Value.Acknowledged))],
            [.. _increases.Select(static service => new ServiceTotal(service.Key.Direction, service.Key.Port, service.Value.Received))]);
        _increases.Clear();
        return snapshot with { Traffic = _isSaid || !_wasAsked ? traffic : null };
    }

    private record struct Counters(ulong Acknowledged, ulong Received, ulong Segments);
}
