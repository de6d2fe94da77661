using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Oracles;
using SocketExporter.EndToEnd.Tests.Pages;

namespace SocketExporter.EndToEnd.Tests;

/// <summary>Routes of every kind, neighbours and groups, against ip.</summary>
public sealed class RouteTests
{
    private static readonly string[] Population =
    [
        "address add 10.1.0.1/24 dev wan0", "address add 10.2.0.1/24 dev wan2",
        "address add fd01::1/64 dev wan0 nodad", "address add fd02::1/64 dev wan2 nodad",
        "route add default via 10.1.0.254", "route add default via 10.2.0.254 metric 50", "-6 route add default via fd01::fe",
        "route add blackhole 192.0.2.0/24", "route add unreachable 198.51.100.0/24", "route add prohibit 203.0.113.0/24", "route add throw 203.0.114.0/24 table 100",
        "-6 route add blackhole 2001:db8:1::/48", "-6 route add unreachable 2001:db8:2::/48", "-6 route add prohibit 2001:db8:5::/48", "-6 route add throw 2001:db8:6::/48 table 100",
        "route add multicast 239.0.0.0/8 dev wan0", "route add broadcast 10.1.0.200 dev wan0", "route add local 10.50.0.0/16 dev lo",
        "-6 route add local 2001:db8:3::/48 dev lo", "-6 route add anycast 2001:db8:4::1 dev wan0",
        "route add 172.16.0.0/12 proto bgp nexthop via 10.1.0.9 weight 3 nexthop via 10.2.0.9",
        "-6 route add 2001:db8::/32 proto ra nexthop via fd01::9 nexthop via fd02::9",
        "route add 10.10.0.0/16 proto dhcp via inet6 fd01::5 dev wan0", "route add 10.11.0.0/16 dev wan0 table 4000 proto 77",
        "route add 10.9.0.0/16 via 10.1.0.3 mtu 1400 advmss 1300 window 20000 rtt 100ms src 10.1.0.1",
        "neigh add 10.1.0.5 lladdr 02:00:00:00:00:05 dev wan0", "neigh add fd01::5 lladdr 02:00:00:00:00:05 dev wan0", "neigh add 10.1.0.6 lladdr 02:00:00:00:00:06 nud stale dev wan0",
        "neigh add 10.1.0.7 lladdr 02:00:00:00:00:07 nud noarp dev wan0", "neigh add 10.1.0.8 nud failed dev wan0",
    ];

    [LiveFact]
    public void Every_route_neighbour_and_group_that_ip_prints_is_counted()
    {
        using Namespace space = Populated();
        MetricsPage page = WhileRoutesStandStill(space, out IReadOnlyDictionary<string, double> routes);
        Assert.True(routes.Count > 20, "a population of few kinds proves little");
        Assert.Equal(Lines(routes), Lines(page, "socket_routes"));
        Assert.Equal(Lines(IpRoute.Neighbours(space)), Lines(page, "socket_neighbours").Where(line => !line.EndsWith(" 0", StringComparison.Ordinal)));
        Assert.Equal(Lines(IpRoute.Groups(space)), Lines(page, "socket_multicast_groups"));
        Assert.Equal(2, page.Get("socket_default_routes", ("family", "ipv4")));
        Assert.Equal(1, page.Get("socket_default_routes", ("family", "ipv6")));
        Assert.Equal(1, page.Get("socket_default_route_info", ("family", "ipv4"), ("gateway", "10.2.0.254"), ("interface", "wan2"), ("metric", "50")));
    }

    [LiveFact]
    public void Each_hop_of_a_route_is_shown_when_asked_for_and_not_otherwise()
    {
        using Namespace space = Populated();
        Assert.DoesNotContain(space.Once().All, series => series.Name == "socket_route_info");
        MetricsPage page = space.Once("--collector.route-info");
        Assert.Equal(IpRoute.Entries(space).Order(StringComparer.Ordinal), page.Family("socket_route_info").Select(series => series.Key).Order(StringComparer.Ordinal));
        Assert.Equal(0, page.Get("socket_exporter_keys_folded", ("keyset", "route")));
    }

    [LiveFact]
    public void A_route_of_a_nexthop_object_has_its_hops_also_where_the_kernel_only_names_the_object()
    {
        using Namespace space = Linked();
        Ip(space, "address add 10.1.0.1/24 dev wan0", "address add 10.2.0.1/24 dev wan2", "nexthop add id 7 via 10.1.0.77 dev wan0", "nexthop add id 8 via 10.2.0.77 dev wan2", "nexthop add id 9 group 7/8,2", "route add 172.32.0.0/16 nhid 9");
        IReadOnlySet<string> expected = IpRoute.Entries(space);
        Assert.Equal(2, expected.Count(line => line.Contains("172.32.0.0/16", StringComparison.Ordinal)));
        foreach (string compatible in (string[])["1", "0"])
        {
            space.Run("sysctl", "-q", "-w", $"net.ipv4.nexthop_compat_mode={compatible}");
            Assert.Equal(expected.Order(StringComparer.Ordinal), space.Once("--collector.route-info").Family("socket_route_info").Select(series => series.Key).Order(StringComparer.Ordinal));
        }
    }

    [LiveFact]
    public void Changes_of_the_default_route_are_counted_those_without_an_event_too()
    {
        using Namespace space = Linked();
        Ip(space, "address add 10.1.0.1/24 dev wan0", "address add 10.2.0.1/24 dev wan2", "route add default via 10.1.0.254");
        using ExporterProcess exporter = space.Serve();
        Reach(exporter, routes: 1, changes: 0);
        Ip(space, "route replace default via 10.2.0.254");
        Reach(exporter, routes: 1, changes: 1);
        Ip(space, "route del default");
        Reach(exporter, routes: 0, changes: 2);
        Ip(space, "route add default via 10.1.0.254", "route add default via 10.2.0.254 metric 9");
        Reach(exporter, routes: 2, changes: 4);

        // The kernel takes the routes of an interface that goes down along, and says nothing.
        Ip(space, "link set wan0 down");
        Reach(exporter, routes: 1, changes: 5);
        Ip(space, "route add 172.16.0.0/12 via 10.2.0.9");
        Wait.For("the new route", () => exporter.NextPage().Get("socket_routes", ("family", "ipv4"), ("table", "main"), ("route_protocol", "boot"), ("kind", "unicast")) == 2 ? "" : null);
        Reach(exporter, routes: 1, changes: 5);
        Assert.Equal(0, exporter.Page().Get("socket_default_route_changes_total", ("family", "ipv6")));
        exporter.Stop();
    }

    [LiveFact]
    public void A_default_route_whose_link_has_lost_its_carrier_is_no_way_out()
    {
        using Namespace space = Linked();
        Ip(space, "address add 10.1.0.1/24 dev wan0", "route add default via 10.1.0.254");
        using ExporterProcess exporter = space.Serve();
        Reach(exporter, routes: 1, changes: 0);
        Ip(space, "link set wan1 down");
        Reach(exporter, routes: 0, changes: 0);
        Assert.Equal("wan0", Assert.Single(exporter.Page().Family("socket_default_route_info")).Labels["interface"]);
        Ip(space, "link set wan1 up");
        Reach(exporter, routes: 1, changes: 0);
        exporter.Stop();
    }

    [LiveFact]
    public void A_storm_of_changes_leaves_the_right_number_of_routes_in_the_end()
    {
        using Namespace space = Linked();
        Ip(space, "address add 10.1.0.1/24 dev wan0");
        using ExporterProcess exporter = space.Serve();
        string batch = Path.Combine(space.Folder, "routes");
        File.WriteAllLines(batch, Enumerable.Range(0, 20_000).Select(i => $"route add 172.{16 + (i >> 14)}.{(i >> 6) & 255}.{(i & 63) << 2}/30 via 10.1.0.9 proto static"));
        space.Run("ip", "-batch", batch);
        string[] labels = ["main", "static", "unicast"];
        MetricsPage page = Wait.For("all routes", () => exporter.NextPage() is { } next && Routes(next) == 20_000 ? next : null);
        Assert.Equal(1, page.Get("socket_exporter_collector_success", ("collector", "routes")));
        space.Run("ip", "route", "flush", "proto", "static");
        Wait.For("no routes", () => exporter.NextPage() is { } next && Routes(next) == 0 ? next : null);
        exporter.Stop();

        double Routes(MetricsPage of) => of.Find("socket_routes", ("family", "ipv4"), ("table", labels[0]), ("route_protocol", labels[1]), ("kind", labels[2])) ?? 0;
    }

    /// <summary>An event counts at once; routes are read again when their share of a core allows.</summary>
    private static void Reach(ExporterProcess exporter, double routes, double changes)
        => Wait.For($"{routes} default routes after {changes} changes", () =>
        {
            MetricsPage page = exporter.NextPage();
            double counted = page.Get("socket_default_route_changes_total", ("family", "ipv4"));
            Assert.InRange(counted, 0, changes);
            return counted == changes && page.Get("socket_default_routes", ("family", "ipv4")) == routes ? "" : null;
        });

    private static Namespace Populated()
    {
        Namespace space = Linked();
        Ip(space, Population);
        return space;
    }

    private static Namespace Linked()
    {
        var space = new Namespace();
        foreach ((string one, string other) in (ReadOnlySpan<(string, string)>)[("wan0", "wan1"), ("wan2", "wan3")])
        {
            Ip(space, $"link add {one} type veth peer name {other}", $"link set {one} addrgenmode none", $"link set {other} addrgenmode none", $"link set {one} up", $"link set {other} up");
        }

        return space;
    }

    private static void Ip(Namespace space, params string[] commands)
    {
        foreach (string command in commands)
        {
            space.Run("ip", command.Split(' '));
        }
    }

    private static MetricsPage WhileRoutesStandStill(Namespace space, out IReadOnlyDictionary<string, double> routes)
    {
        for (int attempt = 0; attempt < 10; attempt++)
        {
            routes = IpRoute.Counts(space);
            MetricsPage page = space.Once();
            if (Lines(routes).SequenceEqual(Lines(IpRoute.Counts(space))))
            {
                return page;
            }
        }

        throw new InvalidOperationException("the routes do not stand still");
    }

    private static IEnumerable<string> Lines(IReadOnlyDictionary<string, double> counts) => counts.Select(pair => $"{pair.Key} {pair.Value}").Order(StringComparer.Ordinal);

    private static IEnumerable<string> Lines(MetricsPage page, string family) => page.Family(family).Select(series => $"{series.Key} {series.Value}").Order(StringComparer.Ordinal);
}
