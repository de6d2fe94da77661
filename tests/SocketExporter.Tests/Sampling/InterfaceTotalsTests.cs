using SocketExporter.Kernel.Links;
using SocketExporter.Sampling;
using SocketExporter.Sampling.Memory;

namespace SocketExporter.Tests.Sampling;

public sealed class InterfaceTotalsTests
{
    private readonly InterfaceTotals _totals = new();
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

    [Fact]
    public void An_interface_shows_what_the_kernel_shows()
    {
        Assert.Equal([100ul], Sample((2, 100, "eth0")));
        Assert.Equal([150ul], Sample((2, 150, "eth0")));
    }

    [Fact]
    public void An_interface_made_anew_goes_on_from_where_it_was()
    {
        Sample((2, 100, "ppp0"));
        Sample();

        Assert.Equal([107ul], Sample((9, 7, "ppp0")));
    }

    [Fact]
    public void A_driver_that_starts_its_counters_again_lets_nothing_fall()
    {
        Sample((2, 100, "eth0"));

        Assert.Equal([130ul], Sample((2, 30, "eth0")));
    }

    [Fact]
    public void An_interface_that_was_away_for_a_sample_is_not_counted_twice()
    {
        Sample((2, 100, "eth0"));
        Sample();

        Assert.Equal([101ul], Sample((2, 101, "eth0")));
    }

    [Fact]
    public void Other_counts_from_the_start_of_the_exporter_and_never_falls_when_a_member_goes()
    {
        Assert.Equal([0ul, 0ul], Sample((2, 100, "<other>"), (3, 200, "<other>")));
        Assert.Equal([10ul, 15ul], Sample((2, 110, "<other>"), (3, 205, "<other>")));
        Assert.Equal([16ul], Sample((3, 206, "<other>")));
    }

    [Fact]
    public void An_interface_that_comes_later_credits_all_it_has()
    {
        Sample((2, 100, "<other>"));

        Assert.Equal([0ul, 40ul], Sample((2, 100, "<other>"), (7, 40, "<other>")));
    }

    [Fact]
    public void What_was_counted_while_folded_stays_in_other()
    {
        Sample((2, 100, "eth0"));
        Sample((2, 160, "<other>"));

        Assert.Equal([105ul], Sample((2, 165, "eth0")));
    }

    [Theory]
    [InlineData("veth0a1b2c", true)]
    [InlineData("cali123", true)]
    [InlineData("br-1a2b3c", true)]
    [InlineData("docker0", true)]
    [InlineData("br0", false)]
    [InlineData("eth0", false)]
    [InlineData("lo", false)]
    [InlineData("wg0", false)]
    public void Interfaces_that_are_made_by_the_hundred_are_folded(string name, bool folded)
    {
        Assert.Equal(folded, InterfaceFilter.IsFolded(name));
    }

    private ulong[] Sample(params (int Index, ulong Bytes, string ShownAs)[] interfaces)
    {
        _now += TimeSpan.FromSeconds(5);
        _totals.BeginSample(_now);
        ulong[] totals = [.. interfaces.Select(one => _totals.Add(one.Index, "i", new LinkStatistics { ReceivedBytes = one.Bytes }, one.ShownAs).ReceivedBytes)];
        _totals.EndSample();
        return totals;
    }
}
