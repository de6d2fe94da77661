using CsCheck;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Sampling;

/// <summary>For how long accept queues are seen full. A cookie with a minus is a listener with room in its queue, one without is full.</summary>
public sealed class ListenerFullTimeTests
{
    private const double Wanted = 0.25;

    private static readonly EndpointName Web = Listener("80");

    private readonly ListenerPeakMemory _memory = new(TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(Wanted));

    [Fact]
    public void A_queue_that_stays_full_counts_a_second_a_second()
    {
        Sample(0, -1);
        for (int look = 1; look < 20; look++)
        {
            Look(look * Wanted, 1);
        }

        Assert.Equal(5, Sample(5, 1));
        Assert.Equal(0, Take());
    }

    [Fact]
    public void A_burst_counts_the_looks_that_saw_it_and_no_more()
    {
        Sample(0, -1);
        Look(0.25, -1);
        Look(0.5, 1);
        Look(0.75, -1);

        Assert.Equal(0.25, Sample(5, -1));
        Assert.Equal(0, Sample(10, -1));
    }

    [Fact]
    public void A_queue_is_full_when_more_wait_than_its_limit()
    {
        Sample(0, -1);
        LookAt(0.25, (1, 9, 9));
        Assert.Equal(0, Take());

        LookAt(0.5, (1, 10, 9));
        Assert.Equal(0.25, Take());
    }

    [Fact]
    public void A_queue_that_is_full_at_the_first_look_is_credited_from_then_on()
    {
        Assert.Equal(0, Sample(1000, 1));
        Assert.Equal(0.25, Sample(1000.25, 1));
    }

    [Fact]
    public void Members_that_are_full_at_the_same_time_count_once_and_in_turn_each()
    {
        Sample(0, -1, -2);
        Look(0.25, 1, 2);
        Look(0.5, 1, -2);
        Look(0.75, -1, 2);
        Look(1, -1, -2);

        Assert.Equal(0.75, Take());
    }

    [Fact]
    public void Time_that_nobody_looked_at_counts_twice_the_wanted_interval_at_most()
    {
        Sample(0, 1);

        // Stopped for ten minutes.
        Assert.Equal(0.5, Sample(600, 1));
        Assert.Equal(0.25, Sample(600.25, 1));
    }

    [Fact]
    public void Looks_that_are_slow_for_good_soon_count_in_full()
    {
        double now = 0;
        Sample(now, 1);

        Assert.Equal([0.5, 1, 2, 4, 5, 5], Enumerable.Range(0, 6).Select(_ => Sample(now += 5, 1)));
    }

    [Fact]
    public void Where_only_samples_look_their_interval_is_the_wanted_one()
    {
        var slow = new ListenerPeakMemory(TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(5));
        foreach (int now in (ReadOnlySpan<int>)[0, 5, 10, 60])
        {
            slow.BeginLook(TimeSpan.FromSeconds(now));
            slow.Observe(1, 1, 0);
            slow.EndLook();
            slow.Assign(1, Web);
        }

        Assert.Equal(20, slow.TakeFullTime(Web).TotalSeconds);
    }

    [Fact]
    public void A_look_that_is_cut_short_and_repeated_counts_no_time_twice()
    {
        Sample(0, -1);
        _memory.BeginLook(TimeSpan.FromSeconds(0.25));
        _memory.Observe(1, 1, 0);
        _memory.Observe(1, 1, 0);
        Look(0.25, 1);
        _memory.BeginLook(TimeSpan.FromSeconds(0.5));
        _memory.Observe(1, 1, 0);
        Look(0.6, 1);

        Assert.Equal(0.6, Take(), 9);
    }

    [Fact]
    public void A_listener_younger_than_the_last_sample_brings_its_time_with_it()
    {
        Sample(0, -1);
        Look(0.25, -1, 2);
        Look(0.5, -1, 2, 3);

        Assert.Equal(0.5, Sample(0.75, -1, -2, -3));
        Assert.Equal(0.25, Sample(1, -1, -2, 3));
    }

    [Fact]
    public void Of_a_group_that_is_away_for_a_sample_the_time_is_given_when_it_is_back()
    {
        Sample(0, 1);
        Look(0.25, 1);
        _memory.EndSample();
        _memory.EndSample();

        Assert.Equal(0.25, Sample(0.5, -2));
    }

    [Fact]
    public void A_group_that_was_never_seen_has_none()
    {
        Assert.Equal(TimeSpan.Zero, _memory.TakeFullTime(Listener("81")));
    }

    [Fact]
    public void Whenever_samples_come_the_time_is_that_of_the_looks_that_saw_a_member_full()
    {
        Gen.Select(Gen.Int[1, 2_000], Gen.Bool, Gen.Bool, Gen.Bool).Array[1, 40].Sample(
            looks =>
            {
                var memory = new ListenerPeakMemory(TimeSpan.FromMinutes(2), TimeSpan.FromMilliseconds(250));
                var now = TimeSpan.Zero;
                (long taken, long expected, long vouched) = (0, 0, 0);
                bool first = true;
                foreach ((int wait, bool one, bool two, bool sample) in looks)
                {
                    now += TimeSpan.FromMilliseconds(wait);
                    vouched = first ? 0 : Math.Min(wait, Math.Max(500, 2 * vouched));
                    memory.BeginLook(now);
                    memory.Observe(1, one ? 1u : 0, 0);
                    memory.Observe(2, two ? 1u : 0, 0);
                    memory.EndLook();
                    expected += one || two ? vouched : 0;
                    if (first || sample)
                    {
                        memory.Assign(1, Web);
                        memory.Assign(2, Web);
                        taken += (long)memory.TakeFullTime(Web).TotalMilliseconds;
                        memory.EndSample();
                    }

                    first = false;
                }

                return taken + memory.TakeFullTime(Web).TotalMilliseconds == expected;
            },
            iter: 2_000);
    }

    private static EndpointName Listener(string port) => new(EndpointProtocol.TcpListener, "0.0.0.0", port, "web");

    private double Take() => _memory.TakeFullTime(Web).TotalSeconds;

    private void Look(double now, params int[] cookies) => LookAt(now, [.. cookies.Select(static cookie => ((ulong)Math.Abs(cookie), cookie > 0 ? 1u : 0u, 0u))]);

    private void LookAt(double now, params (ulong Cookie, uint Waiting, uint Limit)[] listeners)
    {
        _memory.BeginLook(TimeSpan.FromSeconds(now));
        foreach ((ulong cookie, uint waiting, uint limit) in listeners)
        {
            _memory.Observe(cookie, waiting, limit);
        }

        _memory.EndLook();
    }

    /// <returns>Seconds since the sample before.</returns>
    private double Sample(double now, params int[] cookies)
    {
        Look(now, cookies);
        foreach (int cookie in cookies)
        {
            _memory.Assign((ulong)Math.Abs(cookie), Web);
        }

        double full = Take();
        _memory.EndSample();
        return full;
    }
}
