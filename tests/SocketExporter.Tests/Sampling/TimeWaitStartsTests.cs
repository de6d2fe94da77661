using CsCheck;
using Microsoft.Extensions.Time.Testing;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Sampling;

public sealed class TimeWaitStartsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly TimeWaitStarts _starts;

    public TimeWaitStartsTests() => _starts = new TimeWaitStarts(_time);

    [Fact]
    public void The_first_sample_credits_nothing()
    {
        Begin();
        Observe(1, age: 100);
        Observe(2, age: 30_000);
        Assert.Empty(End());
    }

    [Fact]
    public void Those_that_began_since_the_walk_before_are_counted_by_service()
    {
        Begin();
        End();
        Pass(5_000);
        Observe(1, age: 4_700);
        Observe(2, age: 10);
        Observe(3, age: 5_300);
        Observe(4, age: 20, port: 443, direction: Direction.Outbound);
        Assert.Equal([(Direction.Inbound, 80, 2L), (Direction.Outbound, 443, 1L)], End());
        Pass(5_000);
        Observe(1, age: 9_700);
        Observe(2, age: 5_010);
        Assert.Empty(End());
    }

    [Theory]
    [InlineData(-150)]
    [InlineData(0)]
    [InlineData(150)]
    public void One_that_began_as_a_walk_began_is_counted_once_whatever_the_clocks_say(int drift)
    {
        Begin();
        End();
        Pass(5_000);
        Observe(1, age: 1);
        Assert.Equal([(Direction.Inbound, 80, 1L)], End());
        Pass(5_000);
        Observe(1, age: 5_001 - drift);
        Assert.Empty(End());
    }

    [Fact]
    public void One_that_a_walk_passed_before_it_began_is_counted_by_the_next()
    {
        Begin();
        End();
        Pass(5_000);
        _time.Advance(TimeSpan.FromMilliseconds(300));
        Assert.Empty(End());
        Pass(5_000);
        Observe(1, age: 5_250); // 50 ms after the walk before began
        Assert.Equal([(Direction.Inbound, 80, 1L)], End());
    }

    [Fact]
    public void A_fin_that_is_repeated_soon_begins_its_60_s_anew_and_is_counted_once()
    {
        Begin();
        End();
        Pass(5_000);
        Observe(1, age: 100);
        Assert.Equal([(Direction.Inbound, 80, 1L)], End());
        Pass(5_000);
        Observe(1, age: 4_900); // its peer's first retransmission, 200 ms later
        Assert.Empty(End());
    }

    [Fact]
    public void One_whose_time_is_over_or_longer_than_the_kernels_says_nothing()
    {
        Begin();
        End();
        Pass(70_000);
        ObserveLeft(1, 0);
        ObserveLeft(2, 60_001);
        Observe(3, age: 59_999);
        Observe(4, age: 0);
        Assert.Equal([(Direction.Inbound, 80, 2L)], End());
    }

    [Fact]
    public void A_walk_that_is_repeated_counts_each_once_and_one_that_failed_leaves_all_to_the_next()
    {
        Begin();
        End();
        Pass(5_000);
        Observe(1, age: 3_000);
        _starts.Discard();
        Observe(1, age: 3_000);
        Observe(2, age: 50);
        _starts.Discard(); // and the sample ends without this section

        Pass(5_000);
        Observe(1, age: 8_000);
        Observe(2, age: 5_050);
        Observe(3, age: 10);
        Assert.Equal([(Direction.Inbound, 80, 3L)], End());
    }

    [Fact]
    public void More_than_it_can_remember_are_counted_with_the_next_walk()
    {
        Begin();
        End();
        Pass(5_000);
        for (ulong cookie = 1; cookie <= TimeWaitStarts.Capacity + 5; cookie++)
        {
            Observe(cookie, age: 50);
        }

        Assert.Equal([(Direction.Inbound, 80, (long)TimeWaitStarts.Capacity)], End());
        Pass(5_000);
        for (ulong cookie = 1; cookie <= TimeWaitStarts.Capacity + 5; cookie++)
        {
            Observe(cookie, age: 5_050);
        }

        Assert.Equal([(Direction.Inbound, 80, 5L)], End());
    }

    [Fact]
    public void Each_is_counted_once_whenever_it_begins_and_however_long_samples_and_walks_take()
    {
        Gen.Select(Gen.Int[0, 200_000].Array[1, 300], Gen.Select(Gen.Int[300, 25_000], Gen.Int[0, 900]).Array[1, 12], Gen.Int).Sample(
            (begins, samples, seed) =>
            {
                var random = new Random(seed);
                var time = new FakeTimeProvider();
                var starts = new TimeWaitStarts(time);
                long now = 0;
                long counted = 0;
                Walk(0);
                foreach ((int pause, int duration) in samples)
                {
                    Advance(pause);
                    Walk(duration);
                }

                // What begins while a walk is under way, the last one too, may be left to the next.
                long lastWalk = now;
                Advance(1_000);
                Walk(0);
                return counted == begins.Count(begin => begin > 0 && begin <= lastWalk + 1_000);

                void Advance(int milliseconds)
                {
                    now += milliseconds;
                    time.Advance(TimeSpan.FromMilliseconds(milliseconds));
                }

                void Walk(int duration)
                {
                    starts.BeginSample(default);
                    foreach ((int begin, int index) in begins.Select(static (begin, index) => (begin, index)).OrderBy(_ => random.Next()))
                    {
                        if (duration > 0 && random.Next(begins.Length) < 3)
                        {
                            int step = Math.Min(duration, random.Next(300));
                            duration -= step;
                            Advance(step);
                        }

                        if (begin <= now && now - begin < 60_000)
                        {
                            // A tick of 10 ms, and looked at up to 100 ms after the kernel wrote it.
                            int late = random.Next(100);
                            long written = Math.Max(begin, now - late);
                            starts.Observe(Row((ulong)index + 1, (uint)(60_000 - ((written / 10 * 10) - (begin / 10 * 10)))), Direction.Inbound, 80);
                        }
                    }

                    Advance(duration);
                    starts.EndWalk();
                    counted += starts.EndSample(new Snapshot { TakenAt = default }, null!).TimeWaitStarts.Sum(static row => (long)row.Total);
                }
            },
            iter: 300);
    }

    private static InetSocketRow Row(ulong cookie, uint left, ushort port = 80)
        => Rows.Tcp(TcpState.TimeWait, "10.0.0.1", port, "10.0.0.2", 40_000, cookie, timer: TcpTimer.TimeWait, timerMilliseconds: left);

    private void Begin() => _starts.BeginSample(default);

    private void Pass(int milliseconds)
    {
        _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        Begin();
    }

    private void Observe(ulong cookie, int age, ushort port = 80, Direction direction = Direction.Inbound) => _starts.Observe(Row(cookie, (uint)(60_000 - age), port), direction, port);

    private void ObserveLeft(ulong cookie, uint left) => _starts.Observe(Row(cookie, left), Direction.Inbound, 80);

    private (Direction Direction, int Port, long Increment)[] End()
    {
        _starts.EndWalk();
        return [.. _starts.EndSample(new Snapshot { TakenAt = default }, null!).TimeWaitStarts.OrderBy(static row => row.Port.Value).Select(static row => (row.Direction, row.Port.Value, (long)row.Total))];
    }
}
