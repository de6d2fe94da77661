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

    private int Sample(DateTimeOffset now, int firstCookie, int sockets)
    {
        _memory.BeginSample(now);
        int shown = Enumerable.Range(firstCookie, sockets).Count(cookie => _memory.ObserveUdp((ulong)cookie));
        _memory.EndSample();
        return shown;
    }
}
