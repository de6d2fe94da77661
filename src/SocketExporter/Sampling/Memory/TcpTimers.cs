using SocketExporter.Kernel.Sockets;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling.Memory;

/// <summary>TCP sockets of one sample by the timer that runs. Eight numbers, whatever the host has.</summary>
internal sealed class TcpTimers : ITcpMemory
{
    /// <summary>How soon is soon: two samples at the default interval, in which ports of a storm come free again.</summary>
    private const uint SoonMilliseconds = 10_000;

    private const int UnknownTimer = (int)TcpTimer.WindowProbe + 1;

    private readonly long[] _sockets = new long[UnknownTimer + 1];
    private long _expiringSoon;

    public IReadOnlyList<TcpState> States { get; } = Enum.GetValues<TcpState>();

    public IEnumerable<TrackedSockets> Tracked => [];

    public bool WantsInformation => false;

    public void BeginSample(DateTimeOffset now) => Discard();

    public void Observe(in InetSocketRow row, Direction direction, ServicePort port)
    {
        _sockets[Math.Min((int)row.Timer, UnknownTimer)]++;
        _expiringSoon += row is { State: TcpState.TimeWait, TimerMilliseconds: <= SoonMilliseconds } ? 1 : 0;
    }

    public void Discard()
    {
        Array.Clear(_sockets);
        _expiringSoon = 0;
    }

    public Snapshot EndSample(Snapshot snapshot, SocketAttribution owners) => snapshot with { TcpTimers = new TcpTimerCounts([.. _sockets], _expiringSoon) };
}
