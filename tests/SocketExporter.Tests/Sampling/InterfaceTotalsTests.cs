using SocketExporter.Kernel.Links;
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

    [Fact]
    public void A_renamed_interface_is_a_new_series_and_its_increase_is_that_of_the_sample()
    {
        Add(new LinkRow { Index = 2, Name = "eth0", MacAddress = "02:00:00:00:00:01" }, 100, "eth0");

        // As many bytes as the kernel shows, under a name that was never shown.
        Assert.Equal(103ul, Add(new LinkRow { Index = 2, Name = "lan0", MacAddress = "02:00:00:00:00:01" }, 103, "lan0"));
        Assert.Equal(107ul, Add(new LinkRow { Index = 2, Name = "lan0", MacAddress = "02:00:00:00:00:01" }, 107, "lan0"));
    }

    [Fact]
    public void A_renamed_interface_that_moves_into_other_brings_only_what_it_counted_since()
    {
        var before = new LinkRow { Index = 2, Name = "eth0", Kind = "veth", MacAddress = "02:00:00:00:00:01" };
        Add(before, 1_000_000, "eth0");
        Add(new LinkRow { Index = 3, Name = "veth3" }, 50, "<other>");

        Assert.Equal(55ul, Add(before with { Name = "veth2" }, 1_000_005, "<other>"));
    }

    [Fact]
    public void An_index_given_to_another_interface_brings_all_that_it_has_counted()
    {
        Add(new LinkRow { Index = 2, Name = "eth0", MacAddress = "02:00:00:00:00:01" }, 10, "<other>");

        Assert.Equal(40ul, Add(new LinkRow { Index = 2, Name = "eth1", MacAddress = "02:00:00:00:00:02" }, 40, "<other>"));
    }

    [Fact]
    public void What_a_kernel_does_not_count_stays_unknown_and_what_it_counts_is_summed()
    {
        _totals.BeginSample(_now);
        LinkStatistics first = _totals.Add(new LinkRow { Index = 2, Name = "a" }, new LinkStatistics { CarrierChanges = 3 }, "<other>");
        _totals.BeginSample(_now);
        LinkStatistics second = _totals.Add(new LinkRow { Index = 2, Name = "a" }, new LinkStatistics { CarrierChanges = 7 }, "<other>");

        Assert.Equal((0ul, 4ul), (first.CarrierChanges, second.CarrierChanges));
        Assert.Null(second.ReceiveUnhandledPackets);
    }

    private ulong Add(LinkRow link, ulong bytes, string shownAs)
    {
        _now += TimeSpan.FromSeconds(5);
        _totals.BeginSample(_now);
        return _totals.Add(link, new LinkStatistics { ReceivedBytes = bytes }, shownAs).ReceivedBytes;
    }

    private ulong[] Sample(params (int Index, ulong Bytes, string ShownAs)[] interfaces)
    {
        _now += TimeSpan.FromSeconds(5);
        _totals.BeginSample(_now);
        ulong[] totals = [.. interfaces.Select(one => _totals.Add(new LinkRow { Index = one.Index, Name = "i" }, new LinkStatistics { ReceivedBytes = one.Bytes }, one.ShownAs).ReceivedBytes)];
        _totals.EndSample();
        return totals;
    }
}
