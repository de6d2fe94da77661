using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Sampling;

public sealed class QueueProgressTests : QueueSamples
{
    [Fact]
    public void Unread_bytes_of_which_the_application_reads_none_are_stuck_after_ten_seconds()
    {
        Put(1, unread: 500, received: 500);
        Assert.Empty(Sample());
        Assert.Empty(Sample());
        StuckQueuesRow row = Assert.Single(Sample());
        Assert.Equal((Direction.Inbound, 8080, 1, 10.0), (row.Direction, row.Port.Value, row.Receiving, row.ReceivingOldestSeconds));
        Assert.Equal([0, 0, 0], row.Sending);
    }

    [Fact]
    public void One_sample_says_nothing_of_what_moves()
    {
        Assert.Null(SampleOrNull());
        Assert.Empty(SampleOrNull()!);
    }

    [Fact]
    public void More_bytes_that_arrive_unread_change_nothing_and_one_that_is_read_begins_anew()
    {
        Put(1, unread: 500, received: 500);
        Sample();
        Put(1, unread: 900, received: 900);
        Sample();
        Assert.Equal(10, Assert.Single(Sample()).ReceivingOldestSeconds);
        Put(1, unread: 899, received: 900);
        Assert.Empty(Sample());
    }

    [Theory]
    [InlineData(TcpTimer.WindowProbe, 3, 0)]
    [InlineData(TcpTimer.Retransmit, 2, 1)]
    [InlineData(TcpTimer.Retransmit, 0, 2)]
    public void Bytes_of_which_none_is_acknowledged_are_stuck_with_their_reason(TcpTimer timer, byte count, int reason)
    {
        Put(1, unacknowledged: 100, acknowledged: 7, timer: timer, timerCount: count);
        Sample();
        Sample();
        StuckQueuesRow row = Assert.Single(Sample());
        Assert.Equal(Enumerable.Range(0, 3).Select(i => i == reason ? 1 : 0), row.Sending);
        Assert.Equal((0, 10.0), (row.Receiving, row.SendingOldestSeconds));
    }

    [Fact]
    public void A_busy_connection_with_a_queue_at_every_look_is_not_stuck()
    {
        for (uint i = 1; i < 20; i++)
        {
            Put(1, unread: 1_000, received: 1_000 * i, unacknowledged: 500, acknowledged: 100 * i);
            Assert.Empty(Sample());
        }
    }

    [Theory]
    [InlineData(TcpState.CloseWait)]
    [InlineData(TcpState.SynSent)]
    public void States_in_which_nobody_could_read_or_acknowledge_are_not_watched(TcpState state)
    {
        Put(1, state: state, unread: state == TcpState.CloseWait ? 500u : 0, unacknowledged: state == TcpState.SynSent ? 1u : 0);
        for (int i = 0; i < 5; i++)
        {
            Assert.Empty(Sample());
        }
    }

    [Fact]
    public void The_end_of_a_stream_alone_is_no_queue_and_is_not_asked_for()
    {
        Put(1, state: TcpState.CloseWait, unread: 1);
        Put(2, state: TcpState.LastAck, unacknowledged: 1);
        Sample();
        Assert.Equal(0, Asked);
    }

    [Fact]
    public void Connections_without_a_queue_are_not_asked_for_and_not_remembered()
    {
        Put(1);
        Sample();
        Assert.Equal(0, Asked);
        Assert.All(Progress.Tracked, static tracked => Assert.Equal(0, tracked.Count));
    }

    [Fact]
    public void Few_with_a_queue_are_asked_one_by_one_and_for_many_the_walk_carries_it()
    {
        for (ulong cookie = 1; cookie <= 100; cookie++)
        {
            Put(cookie, unread: cookie <= 5 ? 9u : 0, received: 9);
        }

        Sample();
        Sample();
        Assert.Equal((10, false), (Asked, Progress.WantsInformation));
        for (ulong cookie = 6; cookie <= 10; cookie++)
        {
            Put(cookie, unread: 9, received: 9);
        }

        Sample();
        Asked = 0;
        Sample();
        Assert.Equal((0, true), (Asked, Progress.WantsInformation));
    }

    [Fact]
    public void What_was_asked_one_by_one_goes_on_where_the_walk_tells_it_and_back()
    {
        Put(1, unread: 9, received: 9);
        Sample(); // asked
        Sample(); // all of all have a queue: told
        Assert.True(Progress.WantsInformation);
        Assert.Equal(10, Assert.Single(Sample()).ReceivingOldestSeconds);
    }

    [Fact]
    public void Nobody_is_asked_where_the_walk_tells_it_for_another_reason()
    {
        Put(1, unread: 9, received: 9);
        for (ulong cookie = 2; cookie <= 100; cookie++)
        {
            Put(cookie);
        }

        Informed = true;
        Sample();
        Sample();
        Assert.Equal(10, Assert.Single(Sample()).ReceivingOldestSeconds);
        Assert.Equal((0, false), (Asked, Progress.WantsInformation));
    }

    [Fact]
    public void When_the_kernel_refuses_a_question_ages_stay_and_the_next_walk_tells()
    {
        Put(1, unread: 9, received: 9);
        for (ulong cookie = 2; cookie <= 100; cookie++)
        {
            Put(cookie);
        }

        Sample();
        Refuses = true;
        Assert.Null(SampleOrNull());
        Assert.Equal(10, Assert.Single(Sample()).ReceivingOldestSeconds);
    }

    [Fact]
    public void A_kernel_that_does_not_say_what_went_through_a_queue_has_no_table()
    {
        Put(1, unread: 9, received: null);
        Sample();
        Assert.Null(SampleOrNull());
    }

    [Fact]
    public void When_a_closed_window_opens_the_time_begins_anew_so_that_a_slow_reader_is_never_a_broken_path()
    {
        Put(1, unacknowledged: 70, acknowledged: 7, timer: TcpTimer.WindowProbe);
        Sample();
        Sample();
        Assert.Equal([1, 0, 0], Assert.Single(Sample()).Sending);
        Put(1, unacknowledged: 90, acknowledged: 7, timer: TcpTimer.Retransmit);
        Assert.Empty(Sample());
        Put(1, unacknowledged: 90, acknowledged: 7, timer: TcpTimer.Retransmit, timerCount: 3);
        Assert.Empty(Sample());
        StuckQueuesRow stuck = Assert.Single(Sample());
        Assert.Equal(10, stuck.SendingOldestSeconds);
        Assert.Equal([0, 1, 0], stuck.Sending);
    }

    [Fact]
    public void A_connection_is_told_once_when_it_stands_still_and_once_when_it_moves_or_is_gone()
    {
        Put(1, unread: 500, received: 500);
        Put(2, unacknowledged: 70, acknowledged: 7, timer: TcpTimer.WindowProbe);
        Sample();
        Sample();
        StuckEvent[] begun = [.. Events().OrderBy(static one => one.Connection.Socket.Cookie)];
        Assert.Equal([StuckChange.StandsStill, StuckChange.StandsStill], begun.Select(static one => one.Change));
        Assert.Equal([(null, 500u), (StuckReason.ZeroWindow, 70u)], begun.Select(static one => (one.Connection.Reason, one.Connection.QueueBytes)));
        Assert.Equal(("10.0.0.1", 8080), (begun[0].Connection.Socket.Local.ToString(), begun[0].Connection.Socket.LocalPort));
        Assert.Empty(Events());

        Put(1, unread: 0, received: 500);
        Host.Remove(2);
        StuckEvent[] ended = [.. Events().OrderBy(static one => one.Connection.Socket.Cookie)];
        Assert.Equal([StuckChange.MovesAgain, StuckChange.Closed], ended.Select(static one => one.Change));
        Assert.Equal([TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(20)], ended.Select(static one => one.Age));
        Assert.Empty(Events());
    }

    [Fact]
    public void Beyond_its_capacity_connections_are_not_watched()
    {
        for (ulong cookie = 1; cookie <= QueueProgress.Capacity + 10; cookie++)
        {
            Put(cookie, unread: 9, received: 9);
        }

        Sample();
        Sample();
        Assert.Equal(QueueProgress.Capacity, Progress.Tracked.First().Count);
    }
}
