using SocketExporter.Kernel;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Sampling;

/// <summary>Samples of the queues of made-up connections, every five seconds.</summary>
public abstract class QueueSamples
{
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

    protected QueueSamples() => Progress = new QueueProgress(Ask, TimeSpan.FromSeconds(10));

    private protected QueueProgress Progress { get; }

    /// <summary>The connections by cookie.</summary>
    private protected Dictionary<ulong, InetSocketRow> Host { get; } = [];

    /// <summary>Questions so far.</summary>
    protected int Asked { get; set; }

    /// <summary>Whether the kernel refuses questions.</summary>
    protected bool Refuses { get; set; }

    /// <summary>Whether the walk carries tcp_info for another reason.</summary>
    protected bool Informed { get; set; }

    /// <summary>Cookie of the connection that the walk does not show; 0: none.</summary>
    protected ulong Missed { get; set; }

    private bool Ask(in TcpSocketIdentity socket, out InetSocketRow row)
    {
        Asked++;
        return Refuses ? throw new KernelReadException("refused") : Host.TryGetValue(socket.Cookie, out row);
    }

    private protected void Put(
        ulong cookie,
        TcpState state = TcpState.Established,
        uint unread = 0,
        ulong? received = 0,
        uint unacknowledged = 0,
        ulong acknowledged = 0,
        TcpTimer timer = TcpTimer.None,
        byte timerCount = 0)
        => Host[cookie] = Rows.Tcp(state, "10.0.0.1", 8080, "10.0.0.9", 50_000) with
        {
            Cookie = cookie,
            ReceiveQueue = unread,
            SendQueue = unacknowledged,
            ReceivedBytes = received,
            AcknowledgedBytes = received is null ? null : acknowledged,
            Timer = timer,
            TimerCount = timerCount,
        };

    private protected IReadOnlyList<StuckQueuesRow> Sample() => SampleOrNull() ?? [];

    private protected IReadOnlyList<StuckQueuesRow>? SampleOrNull() => Take().StuckQueues;

    private protected IReadOnlyList<StuckEvent> Events() => Take().StuckEvents;

    /// <summary>A sample every five seconds. Without tcp_info in the walk unless it is wanted, as from the kernel.</summary>
    private protected Snapshot Take()
    {
        var owners = new SocketAttribution(new OwnerMemory(), new SocketTally());
        Progress.BeginSample(_now);
        bool informed = Progress.WantsInformation || Informed;
        Progress.BeginWalk(informed);
        foreach (InetSocketRow row in Host.Values)
        {
            InetSocketRow seen = informed ? row : row with { ReceivedBytes = null, AcknowledgedBytes = null };
            if (row.Cookie != Missed && Progress.States.Contains(row.State))
            {
                Progress.Observe(seen, Direction.Inbound, 8080);
            }
        }

        Progress.EndWalk();
        Snapshot snapshot = Progress.EndSample(new Snapshot { TakenAt = _now }, owners);
        _now += TimeSpan.FromSeconds(5);
        return snapshot;
    }
}
