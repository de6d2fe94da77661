using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Sampling;

public sealed class ListenerPeakMemoryTests
{
    private static readonly EndpointName Web = Listener("80");

    private readonly ListenerPeakMemory _memory = new(TimeSpan.FromMinutes(2), TimeSpan.FromMilliseconds(250));
    private TimeSpan _now;

    [Fact]
    public void The_peak_of_a_group_is_the_highest_sum_and_the_fullest_member_of_one_look()
    {
        Sample(1, 2);
        Look((1, 3, 9), (2, 1, 9));
        Look((1, 0, 9), (2, 4, 9));

        Assert.Equal((4L, 0.4), Sample(1, 2));
        Look((1, 3, 9), (2, 3, 9));
        Assert.Equal((6L, 0.4), Sample(1, 2));
    }

    [Fact]
    public void What_the_sample_itself_has_seen_counts()
    {
        Assert.Equal((7L, 0.5), SampleThatSees(7, 0.5, 1));
        Assert.Equal((7L, 0.5), Sample(1));
    }

    [Fact]
    public void A_peak_goes_after_the_window()
    {
        Sample(1);
        Look((1, 3, 9));
        _now += TimeSpan.FromMinutes(2);
        Assert.Equal((3L, 0.3), Sample(1));
        _now += TimeSpan.FromSeconds(10);
        Assert.Equal((0L, 0.0), Sample(1));
    }

    [Fact]
    public void A_burst_at_a_listener_younger_than_the_last_sample_is_not_lost()
    {
        Sample(1);
        Look((1, 0, 9), (2, 5, 9));
        Look((1, 0, 9), (2, 0, 9));

        Assert.Equal((5L, 0.5), Sample(1, 2));
    }

    [Fact]
    public void A_look_that_is_cut_short_counts_for_nothing()
    {
        Sample(1);
        _memory.BeginLook(_now);
        _memory.Observe(1, 9, 9);
        Look((1, 2, 9));

        Assert.Equal((2L, 0.2), Sample(1));
    }

    [Fact]
    public void A_restarted_listener_goes_on_with_the_peak_of_its_group()
    {
        Sample(1);
        Look((1, 8, 9));
        Sample(1);
        Sample();

        Assert.Equal((8L, 0.8), Sample(2));
        Assert.Equal(1, _memory.Count);
    }

    [Fact]
    public void Only_a_listener_that_was_in_a_group_and_is_not_any_more_is_gone()
    {
        Sample(1, 2);
        Look((1, 0, 9), (2, 0, 9), (3, 0, 9));
        _memory.Assign(1, Web);

        Assert.Null(_memory.LastGroupOfGone(1));
        Assert.Equal(Web, _memory.LastGroupOfGone(2));
        Assert.Null(_memory.LastGroupOfGone(3));
        Assert.Null(_memory.LastGroupOfGone(4));
    }

    [Fact]
    public void Listeners_and_groups_that_are_gone_are_forgotten()
    {
        Sample(1);
        Sample();
        Assert.Equal(0, _memory.Count);
        Assert.NotNull(_memory.PeakOf(Web, 0, 0));
        _now += TimeSpan.FromSeconds(130);
        Sample();

        Assert.Null(_memory.PeakOf(Web, 0, 0));
    }

    [Fact]
    public void Beyond_its_capacity_a_group_has_no_peak()
    {
        for (int i = 0; i < ListenerPeakMemory.Capacity; i++)
        {
            _memory.Assign((ulong)i, Listener($"{i}"));
        }

        _memory.Assign(ListenerPeakMemory.Capacity, Listener("one more"));

        Assert.Equal(ListenerPeakMemory.Capacity, _memory.Count);
        Assert.Null(_memory.PeakOf(Listener("one more"), 1, 1));
    }

    [Fact]
    public void A_look_at_known_listeners_allocates_nothing()
    {
        ulong[] cookies = [.. Enumerable.Range(1, 100).Select(i => (ulong)i)];
        Sample(cookies);
        LookAt(cookies);

        long before = GC.GetAllocatedBytesForCurrentThread();
        LookAt(cookies);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static EndpointName Listener(string port) => new(EndpointProtocol.TcpListener, "0.0.0.0", port, "web");

    private void LookAt(ulong[] cookies)
    {
        _memory.BeginLook(_now);
        foreach (ulong cookie in cookies)
        {
            _memory.Observe(cookie, 1, 128);
        }

        _memory.EndLook();
    }

    private void Look(params (ulong Cookie, uint Waiting, uint Limit)[] listeners)
    {
        _memory.BeginLook(_now);
        foreach ((ulong cookie, uint waiting, uint limit) in listeners)
        {
            _memory.Observe(cookie, waiting, limit);
        }

        _memory.EndLook();
    }

    private (long Waiting, double Ratio)? Sample(params ulong[] cookies) => SampleThatSees(0, 0, cookies);

    private (long Waiting, double Ratio)? SampleThatSees(long waiting, double ratio, params ulong[] cookies)
    {
        Look([.. cookies.Select(cookie => (cookie, 0u, 9u))]);
        foreach (ulong cookie in cookies)
        {
            _memory.Assign(cookie, Web);
        }

        (long, double)? peak = cookies.Length > 0 ? _memory.PeakOf(Web, waiting, ratio) : null;
        _memory.EndSample();
        return peak;
    }
}
