using CsCheck;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Sampling;

public sealed class ListenerTurnoverTests
{
    private readonly ListenerTurnover _turnover = new();

    [Fact]
    public void Who_is_there_at_the_start_has_not_come()
    {
        Assert.Equal((0, 0), Sample(1, 2));
        Assert.Equal((0, 0), Sample(1, 2));
    }

    [Fact]
    public void A_restart_is_one_gone_and_one_come()
    {
        Sample(1, 2);
        Assert.Equal((1, 0), Sample(1, 3));
        Assert.Equal((1, 1), Sample(1, 3));
        Assert.Equal((1, 1), Sample(1, 3));
    }

    [Fact]
    public void One_that_a_single_dump_has_missed_has_neither_gone_nor_come()
    {
        Sample(1, 2);
        Sample(1);
        Assert.Equal((0, 0), Sample(1, 2));
        Assert.Equal((0, 0), Sample(1, 2));
    }

    [Fact]
    public void Sockets_without_a_name_do_not_count()
    {
        Sample(1);
        Assert.Equal((0, 0), Sample(1, -2, -3));
        Assert.Equal((0, 0), Sample(1));
        Assert.Equal((0, 0), Sample(1));
    }

    [Fact]
    public void One_that_gets_its_name_later_comes_then_unless_it_was_there_at_the_start()
    {
        Sample(-1);
        Assert.Equal((0, 0), Sample(-1, -2));
        Assert.Equal((1, 0), Sample(1, 2));
        Sample();
        Assert.Equal((1, 2), Sample());
    }

    [Fact]
    public void A_walk_that_is_repeated_or_failed_counts_nobody_twice()
    {
        Sample(1);
        _turnover.Observe(1, counts: true);
        _turnover.Observe(2, counts: true);
        Assert.Equal((1, 0), Sample(1, 2));
    }

    [Fact]
    public void The_first_sample_is_the_first_that_was_complete()
    {
        _turnover.Observe(1, counts: true);
        Assert.Equal((0, 0), Sample(1, 2));
        Assert.Equal((1, 0), Sample(1, 2, 3));
    }

    [Fact]
    public void Beyond_the_capacity_nobody_comes_or_goes()
    {
        Sample([.. Enumerable.Range(1, ListenerTurnover.Capacity)]);
        Assert.Equal((0, 0), Sample([.. Enumerable.Range(1, ListenerTurnover.Capacity + 1)]));
        Assert.Equal(ListenerTurnover.Capacity, _turnover.Count);
    }

    [Fact]
    public void Neither_count_ever_falls_and_their_difference_is_that_of_the_living()
    {
        Gen.Int[1, 12].HashSet[0, 12].Array[1, 20].Sample(
            samples =>
            {
                var turnover = new ListenerTurnover();
                (long opened, long closed) = (0, 0);
                int atStart = samples[0].Count;
                foreach (HashSet<int> sample in samples)
                {
                    foreach (int cookie in sample)
                    {
                        turnover.Observe((ulong)cookie, counts: true);
                    }

                    (_, long nowOpened, long nowClosed) = turnover.EndSample(EndpointProtocol.Udp);
                    if (nowOpened < opened || nowClosed < closed || atStart + nowOpened - nowClosed != turnover.Count)
                    {
                        return false;
                    }

                    (opened, closed) = (nowOpened, nowClosed);
                }

                return true;
            },
            iter: 1_000);
    }

    /// <param name="cookies">Those of sockets without a name with a minus.</param>
    private (long Opened, long Closed) Sample(params int[] cookies)
    {
        foreach (int cookie in cookies)
        {
            _turnover.Observe((ulong)Math.Abs(cookie), counts: cookie > 0);
        }

        ListenerChanges changes = _turnover.EndSample(EndpointProtocol.TcpListener);
        Assert.Equal(EndpointProtocol.TcpListener, changes.Protocol);
        return (changes.Opened, changes.Closed);
    }
}
