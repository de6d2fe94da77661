using SocketExporter.Sampling.Memory;

namespace SocketExporter.Tests.Sampling;

public sealed class DropMemoryTests
{
    private readonly DropMemory _memory = new();

    [Fact]
    public void A_socket_alive_at_the_start_credits_nothing_of_its_past()
    {
        Assert.Equal([0u], Sample((7, 100)));
        Assert.Equal([5u], Sample((7, 105)));
    }

    [Fact]
    public void A_socket_first_seen_later_credits_all_it_has()
    {
        Sample();

        Assert.Equal([3u], Sample((8, 3)));
    }

    [Fact]
    public void A_socket_without_drops_at_the_start_credits_its_first_ones()
    {
        Sample((7, 0));

        Assert.Equal([2u], Sample((7, 2)));
    }

    [Fact]
    public void The_kernels_counter_may_wrap()
    {
        Sample((7, uint.MaxValue));

        Assert.Equal([3u], Sample((7, 2)));
    }

    [Fact]
    public void A_dump_that_is_repeated_gives_its_increments_again()
    {
        Sample((7, 100));
        _memory.BeginSample();
        Assert.Equal(4u, _memory.Observe(7, 104));
        Assert.Equal(5u, _memory.Observe(7, 105));
        _memory.EndSample();

        Assert.Equal([0u], Sample((7, 105)));
    }

    [Fact]
    public void A_dump_that_failed_credits_later_what_it_did_not()
    {
        Sample((7, 100));
        _memory.BeginSample();
        _memory.Observe(7, 104);

        Assert.Equal([6u], Sample((7, 106)));
    }

    [Fact]
    public void A_socket_that_a_dump_missed_is_not_counted_twice()
    {
        Sample((7, 100));
        Sample((7, 104));
        Sample();

        Assert.Equal([1u], Sample((7, 105)));
    }

    [Fact]
    public void A_socket_that_is_gone_for_long_is_forgotten()
    {
        Sample((7, 100));
        for (int i = 0; i < DropMemory.KeptSamples; i++)
        {
            Sample();
        }

        Assert.Equal(1, _memory.Count);
        Sample();
        Assert.Equal(0, _memory.Count);
    }

    [Fact]
    public void A_socket_may_be_observed_several_times_in_a_sample_and_credits_once()
    {
        Sample((7, 100));
        _memory.BeginSample();
        _memory.Observe(7, 102);
        _memory.Observe(7, 103);

        Assert.Equal(3u, _memory.Increment(7));
        Assert.Equal([(7ul, 3u)], _memory.Increments);
        _memory.EndSample();
        Assert.Equal(0u, _memory.Increment(7));
        Assert.Empty(_memory.Increments);
    }

    [Fact]
    public void A_socket_it_does_not_know_has_dropped_nothing()
    {
        Assert.Equal(0u, _memory.Increment(7));
    }

    private uint[] Sample(params (ulong Cookie, uint Drops)[] sockets)
    {
        _memory.BeginSample();
        uint[] increments = [.. sockets.Select(socket => _memory.Observe(socket.Cookie, socket.Drops))];
        _memory.EndSample();
        return increments;
    }
}
