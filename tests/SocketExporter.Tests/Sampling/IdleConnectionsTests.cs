using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Sampling;

public sealed class IdleConnectionsTests
{
    private const uint Hour = 3_600_000;

    private readonly IdleConnections _idle = new();
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

    [Fact]
    public void Established_connections_silent_for_an_hour_without_keepalive_are_counted_by_service()
    {
        Begin();
        Observe(22, Hour);
        Observe(22, Hour + 1);
        Observe(22, Hour - 1);
        Observe(443, Hour, TcpTimer.Keepalive);
        Observe(443, Hour, TcpTimer.Retransmit);
        Observe(443, Hour, TcpTimer.WindowProbe);
        Observe(5432, 2 * Hour, direction: Direction.Outbound);

        Assert.Equal([new(Direction.Inbound, 22, 2), new(Direction.Outbound, 5432, 1)], End());
    }

    [Fact]
    public void One_that_only_sends_or_only_receives_is_not_silent()
    {
        Begin();
        InetSocketRow row = Rows.Tcp(TcpState.Established, "10.0.0.1", 22, "10.0.0.2", 40000, silentMilliseconds: Hour);
        _idle.Observe(row with { LastDataSentMilliseconds = 5 }, Direction.Inbound, 22);
        _idle.Observe(row with { LastDataReceivedMilliseconds = 5 }, Direction.Inbound, 22);

        Assert.Empty(End());
    }

    [Fact]
    public void A_kernel_that_does_not_say_how_long_a_connection_is_silent_has_none()
    {
        Begin();
        Observe(22, null);

        Assert.Empty(End());
    }

    [Fact]
    public void The_information_is_asked_for_every_five_minutes_and_the_count_stands_in_between()
    {
        Begin();
        Assert.True(_idle.WantsInformation);
        Observe(22, Hour);
        End();

        Pass(TimeSpan.FromSeconds(299));
        Assert.False(_idle.WantsInformation);
        Observe(22, null); // a walk without it
        Assert.Equal([new(Direction.Inbound, 22, 1)], End());

        Pass(TimeSpan.FromSeconds(1));
        Assert.True(_idle.WantsInformation);
        Observe(22, Hour);
        Observe(22, Hour);
        Assert.Equal([new(Direction.Inbound, 22, 2)], End());
    }

    [Fact]
    public void A_walk_that_carries_the_information_for_another_is_counted_too()
    {
        Begin();
        Observe(22, Hour);
        End();

        _now += TimeSpan.FromMinutes(4);
        Begin(informed: true);
        Assert.False(_idle.WantsInformation);
        Observe(22, Hour);
        Observe(22, Hour);
        Assert.Equal([new(Direction.Inbound, 22, 2)], End());

        Pass(TimeSpan.FromMinutes(4));
        Assert.False(_idle.WantsInformation);
        Assert.Equal([new(Direction.Inbound, 22, 2)], End());
    }

    [Fact]
    public void A_walk_that_failed_is_asked_again_at_the_next_sample()
    {
        Begin();
        Observe(22, Hour);
        _idle.Discard();

        Pass(TimeSpan.FromSeconds(5));
        Assert.True(_idle.WantsInformation);
        Observe(22, Hour);
        Assert.Equal([new(Direction.Inbound, 22, 1)], End());
    }

    [Fact]
    public void A_service_that_has_none_any_more_says_0_for_ten_minutes()
    {
        Begin();
        Observe(22, Hour);
        End();
        Pass(TimeSpan.FromMinutes(5));
        Assert.Equal([new(Direction.Inbound, 22, 0)], End());
        Pass(TimeSpan.FromMinutes(10));
        Assert.Equal([new(Direction.Inbound, 22, 0)], End());
        Pass(TimeSpan.FromSeconds(1));
        Assert.Empty(End());
    }

    private void Begin(bool informed = false)
    {
        _idle.BeginSample(_now);
        _idle.BeginWalk(_idle.WantsInformation || informed);
    }

    private void Pass(TimeSpan time)
    {
        _now += time;
        Begin();
    }

    private void Observe(ushort port, uint? silent, TcpTimer timer = TcpTimer.None, Direction direction = Direction.Inbound)
        => _idle.Observe(Rows.Tcp(TcpState.Established, "10.0.0.1", port, "10.0.0.2", 40000, timer: timer, silentMilliseconds: silent), direction, port);

    private IReadOnlyList<IdleConnectionsRow> End() => _idle.EndSample(new Snapshot { TakenAt = _now }, null!).IdleConnections;
}
