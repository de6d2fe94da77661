using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Sampling;

public sealed class TcpTimersTests
{
    private readonly TcpTimers _timers = new();

    [Fact]
    public void Sockets_are_counted_by_the_timer_that_runs()
    {
        _timers.BeginSample(DateTimeOffset.UnixEpoch);
        Observe(TcpState.Listen, TcpTimer.None);
        Observe(TcpState.Established, TcpTimer.Keepalive, 7_200_000);
        Observe(TcpState.Established, TcpTimer.WindowProbe, 200);
        Observe(TcpState.SynRecv, TcpTimer.Retransmit, 800);
        Observe(TcpState.FinWait2, TcpTimer.TimeWait, 9_000);
        Observe(TcpState.Established, (TcpTimer)9);

        TcpTimerCounts counts = End();
        Assert.Equal([1, 1, 1, 1, 1, 1], counts.ByTimer);
        Assert.Equal(1, counts.Unknown);
        Assert.Equal(0, counts.TimeWaitExpiringSoon);
    }

    [Fact]
    public void Of_TIME_WAIT_those_that_end_within_ten_seconds_are_told()
    {
        _timers.BeginSample(DateTimeOffset.UnixEpoch);
        foreach (uint left in (ReadOnlySpan<uint>)[0, 10_000, 10_001, 59_999])
        {
            Observe(TcpState.TimeWait, TcpTimer.TimeWait, left);
        }

        Assert.Equal(2, End().TimeWaitExpiringSoon);
    }

    [Fact]
    public void What_a_failed_walk_has_shown_is_taken_back_and_each_sample_begins_anew()
    {
        _timers.BeginSample(DateTimeOffset.UnixEpoch);
        Observe(TcpState.TimeWait, TcpTimer.TimeWait, 1);
        _timers.Discard();
        Observe(TcpState.TimeWait, TcpTimer.TimeWait, 1);
        Assert.Equal((1, 1), (End().Of(TcpTimer.TimeWait), End().TimeWaitExpiringSoon));

        _timers.BeginSample(DateTimeOffset.UnixEpoch);
        Assert.Equal((0, 0), (End().Of(TcpTimer.TimeWait), End().TimeWaitExpiringSoon));
    }

    [Fact]
    public void It_is_shown_every_state_and_asks_for_nothing_more()
    {
        Assert.Equal(11, _timers.States.Count);
        Assert.False(_timers.WantsInformation);
    }

    private void Observe(TcpState state, TcpTimer timer, uint milliseconds = 0)
        => _timers.Observe(Rows.Tcp(state, "10.0.0.1", 80, "10.0.0.2", 40000, timer: timer, timerMilliseconds: milliseconds), Direction.Inbound, 80);

    private TcpTimerCounts End() => _timers.EndSample(new Snapshot { TakenAt = DateTimeOffset.UnixEpoch }, null!).TcpTimers!;
}
