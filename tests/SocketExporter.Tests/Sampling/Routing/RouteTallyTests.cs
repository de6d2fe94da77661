using System.Globalization;
using SocketExporter.Kernel.Routes;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling.Routing;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Sampling.Routing;

public sealed class RouteTallyTests
{
    private static readonly RouteNextHop[] NoHops = [];

    private readonly RouteTally _tally = new(wantsEntries: true);

    [Fact]
    public void Routes_are_counted_by_table_protocol_and_kind_whatever_number_of_hops_they_have()
    {
        _tally.Add(MadeRoute.Of(MadeRoute.Main, 186, hops: [MadeRoute.Hop(1), MadeRoute.Hop(2)]));
        _tally.Add(MadeRoute.Of(MadeRoute.Main, 186, address: 0x0b000000, hops: [MadeRoute.Hop(1)]));
        _tally.Add(MadeRoute.Of(MadeRoute.Main, 4, RouteKind.Blackhole, hops: NoHops));
        _tally.Add(MadeRoute.Of(4000, 77, (RouteKind)13, hops: NoHops));
        Assert.Equal(
            ["4000 77 13 1", "main bgp unicast 2", "main static blackhole 1"],
            Complete().Counts.Select(count => $"{count.Table} {count.Protocol} {count.Kind} {count.Routes}"));
    }

    [Fact]
    public void Beyond_sixteen_tables_the_smallest_are_other_and_main_and_local_never()
    {
        for (uint table = 1; table <= 40; table++)
        {
            for (uint route = 0; route < table; route++)
            {
                _tally.Add(MadeRoute.Of(table, hops: NoHops));
            }
        }

        _tally.Add(MadeRoute.Of(MadeRoute.Main, hops: NoHops));
        _tally.Add(MadeRoute.Of(MadeRoute.Local, hops: NoHops));
        RouteSummary summary = Complete();
        Assert.Equal(
            [.. Enumerable.Range(27, 14).Select(table => table.ToString(CultureInfo.InvariantCulture)), "<other>", "local", "main"],
            summary.Counts.Select(count => count.Table).Order(StringComparer.Ordinal));
        Assert.Equal(26 * 27 / 2, summary.Counts.Single(count => count.Table == ReservedLabel.Other).Routes);
        Assert.Equal(new KeySetSize("route_table", 16, 16, 26), summary.Tables);
    }

    [Fact]
    public void No_route_is_lost_in_more_combinations_than_there_is_room_for()
    {
        for (uint table = 1; table <= 100; table++)
        {
            for (int protocol = 0; protocol < 256; protocol++)
            {
                _tally.Add(MadeRoute.Of(table, (byte)protocol, hops: NoHops));
            }
        }

        RouteSummary summary = Complete();
        Assert.InRange(summary.Counts.Count, 100, RouteTally.MaxCounts);
        Assert.Equal(25_600, summary.Counts.Sum(count => count.Routes));
        Assert.Equal(summary.Counts.Count, summary.Counts.Select(count => (count.Family, count.Table, count.Protocol, count.Kind)).Distinct().Count());
    }

    [Fact]
    public void A_default_route_shows_each_of_its_hops_once()
    {
        _tally.Add(MadeRoute.Default(50, 1, 2));
        _tally.Add(MadeRoute.Default(50, 1));
        _tally.Add(MadeRoute.Of(MadeRoute.Main, address: 0, length: 0, hops: [new RouteNextHop(null, IpFamily.Ipv4, 7, 1, 0)]));
        Assert.Equal(
            ["10.0.0.1 if1 50", "10.0.0.2 if2 50", "<none> if7 0"],
            Complete().Defaults.Select(route => $"{route.Gateway} {route.Interface} {route.Metric}"));
    }

    [Fact]
    public void Single_routes_come_with_the_default_first_and_those_of_table_local_last()
    {
        _tally.Add(MadeRoute.Of(MadeRoute.Local, 2, RouteKind.Local, hops: [new RouteNextHop(null, IpFamily.Ipv4, 1, 1, 0)]));
        _tally.Add(MadeRoute.Of(MadeRoute.Main, length: 24, hops: [MadeRoute.Hop(1)]));
        _tally.Add(MadeRoute.Of(100, 4, RouteKind.Blackhole, length: 16, hops: NoHops));
        _tally.Add(MadeRoute.Default(9, 3));
        Assert.Equal(
            ["main 0.0.0.0/0 10.0.0.3 if3 9 unicast", "100 10.0.0.0/16 <none> <none> 0 blackhole", "main 10.0.0.0/24 10.0.0.1 if1 0 unicast", "local 10.0.0.0/8 <none> if1 0 local"],
            Complete().Entries!.Select(route => $"{route.Table} {route.Destination} {route.Gateway} {route.Interface} {route.Metric} {route.Kind}"));
    }

    [Fact]
    public void Beyond_a_thousand_hops_the_longest_prefixes_are_cut_and_counted()
    {
        for (uint i = 0; i < 3_000; i++)
        {
            _tally.Add(MadeRoute.Of(MadeRoute.Main, address: 0x0a000000 + (i << 8), length: i % 2 == 0 ? 24 : 25, hops: [MadeRoute.Hop(1)]));
        }

        RouteSummary summary = Complete();
        Assert.Equal((1_000, 2_000), (summary.Entries!.Count, (int)summary.EntriesCut));
        Assert.All(summary.Entries, route => Assert.EndsWith("/24", route.Destination, StringComparison.Ordinal));
        Assert.Equal("10.0.0.0/24", summary.Entries[0].Destination);
        Assert.Equal("10.7.206.0/24", summary.Entries[^1].Destination); // the thousandth even one, in the kernel's order
    }

    [Fact]
    public void Where_nobody_shows_single_routes_none_is_kept()
    {
        var tally = new RouteTally(wantsEntries: false);
        tally.Add(MadeRoute.Default(0, 1));
        Assert.Null(tally.Complete([], RouteTableNames.WellKnown, static index => $"if{index}").Entries);
    }

    [Fact]
    public void A_hundred_thousand_routes_allocate_nothing_each()
    {
        RouteRow route = MadeRoute.Of(MadeRoute.Main, hops: [MadeRoute.Hop(1)]);
        for (int i = 0; i < 2_000; i++)
        {
            _tally.Add(route); // the table and the queue get their room
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100_000; i++)
        {
            _tally.Add(route);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    private RouteSummary Complete() => _tally.Complete([], RouteTableNames.WellKnown, static index => $"if{index}");
}
