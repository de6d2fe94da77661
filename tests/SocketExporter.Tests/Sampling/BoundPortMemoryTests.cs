using SocketExporter.Sampling.Memory;

namespace SocketExporter.Tests.Sampling;

public sealed class BoundPortMemoryTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly BoundPortMemory _memory = new();

    [Fact]
    public void Udp_ports_of_the_first_sample_are_shown_however_many()
    {
        Assert.Equal(2_000, Sample(Start, 0, 2_000));
    }

    [Fact]
    public void Later_ones_are_shown_at_once_until_there_are_too_many_in_ten_minutes()
    {
        Sample(Start, 0, 1);

        Assert.Equal(BoundPortMemory.NewUdpPorts, Sample(Start.AddSeconds(5), 1_000, 3_000));
        Assert.Equal(0, Sample(Start.AddSeconds(10), 10_000, 300));
        Assert.Equal(300, Sample(Start.AddMinutes(20), 20_000, 300));
    }

    [Fact]
    public void One_that_stays_for_ten_minutes_is_shown_in_the_end()
    {
        Sample(Start, 0, 1);
        Assert.Equal(BoundPortMemory.NewUdpPorts, Sample(Start.AddSeconds(5), 1_000, 600));
        Assert.Equal(BoundPortMemory.NewUdpPorts, Sample(Start.AddMinutes(5), 1_000, 600));

        Assert.Equal(600, Sample(Start.AddMinutes(11), 1_000, 600));
    }

    [Fact]
    public void One_that_a_single_dump_has_missed_keeps_its_age_and_one_that_two_have_missed_begins_anew()
    {
        Sample(Start, 0, 1);
        Assert.False(Settled(Start.AddSeconds(5), 7));
        Sample(Start.AddMinutes(5), 0, 1);
        Assert.True(Settled(Start.AddSeconds(605), 7));
        Sample(Start.AddMinutes(11), 0, 1);
        Sample(Start.AddMinutes(12), 0, 1);
        Assert.False(Settled(Start.AddMinutes(13), 7));

        bool Settled(DateTimeOffset now, ulong cookie)
        {
            _memory.BeginSample(now);
            _memory.ObserveUdp(0, out _);
            _memory.ObserveUdp(cookie, out bool isSettled);
            _memory.EndSample();
            return isSettled;
        }
    }

    [Fact]
    public void Where_it_is_half_full_who_was_not_seen_is_forgotten_at_once()
    {
        const int Half = (BoundPortMemory.Capacity / 2) + 1;
        Sample(Start, 0, Half);
        Sample(Start.AddSeconds(5), 0, 1);
        Assert.Equal(1, _memory.Count);
    }

    private int Sample(DateTimeOffset now, int firstCookie, int sockets)
    {
        _memory.BeginSample(now);
        int shown = Enumerable.Range(firstCookie, sockets).Count(cookie => _memory.ObserveUdp((ulong)cookie, out _));
        _memory.EndSample();
        return shown;
    }
}
