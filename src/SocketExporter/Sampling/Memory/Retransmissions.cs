using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling.Memory;

/// <summary>
/// Segments that connections have sent again, by service: what each has more than at the last look. Only connections that have ever sent something again are kept, 32 bytes each; on a sane network they are
/// one in a hundred.
/// </summary>
internal sealed class Retransmissions : ITcpMemory
{
    /// <summary>A third of the connections of a proxy with 200,000. What is beyond is not followed, so that the counter is too small.</summary>
    public const int Capacity = 65_536;

    private readonly ConnectionMemory<uint> _connections = new(Capacity);
    private readonly Dictionary<(Direction Direction, ServicePort Port), ulong> _increases = [];
    private InformationTurn _turn;
    private bool _wasAsked;
    private bool _isSaid;

    /// <summary>All in which the kernel has tcp_info: what begins, what lives and what ends.</summary>
    public IReadOnlyList<TcpState> States { get; } =
        [TcpState.Established, TcpState.SynSent, TcpState.FinWait1, TcpState.FinWait2, TcpState.CloseWait, TcpState.LastAck, TcpState.Closing];

    public IEnumerable<TrackedSockets> Tracked => [new("retransmissions", _connections.Wanted, Capacity)];

    public bool WantsInformation => _turn.IsDue;

    public bool LooksAtInformationOnly => true;

    public void BeginSample(DateTimeOffset now)
    {
    }

    public void BeginWalk(bool withInformation)
    {
        _turn.BeginWalk(withInformation);
        if (withInformation)
        {
            _connections.BeginWalk();
        }
    }

    public void Observe(in InetSocketRow row, Direction direction, ServicePort port)
    {
        _wasAsked |= _turn.IsInformed && row.State == TcpState.Established;
        if (row.RetransmittedSegments is not { } segments)
        {
            return;
        }

        _isSaid = true;
        if (segments == 0)
        {
            return;
        }

        ref uint last = ref _connections.Find(row.Cookie, out bool credits);
        if (Unsafe.IsNullRef(ref last))
        {
            return;
        }

        uint increase = credits ? KernelCount.Increase(last, segments) : 0;
        last = segments;
        if (increase > 0)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_increases, (direction, port), out _) += increase;
        }
    }

    public void Discard()
    {
        // What single connections have sent again is true whatever became of the walk; it is credited with the next that succeeds.
    }

    public Snapshot EndSample(Snapshot snapshot, SocketAttribution owners)
    {
        if (_turn.IsInformed)
        {
            _connections.EndWalk();
        }

        _turn.EndSample();
        ServiceTotal[] increases = [.. _increases.Select(static service => new ServiceTotal(service.Key.Direction, service.Key.Port, service.Value))];
        _increases.Clear();

        // Where there were connections and none told it, this kernel does not tell it: no zeros then.
        return snapshot with { Retransmissions = _isSaid || !_wasAsked ? increases : null };
    }
}
