using SocketExporter.Collectors;
using SocketExporter.Kernel.Links;
using SocketExporter.Kernel.Routes;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Collectors;

public sealed class RoutingCollectorTests
{
    private static readonly Snapshot Empty = new() { TakenAt = DateTimeOffset.UnixEpoch };

    private static readonly RouteSummary Summary = new()
    {
        Families = [new FamilyRoutes(IpFamily.Ipv4, 1, 7), new FamilyRoutes(IpFamily.Ipv6, 0, 0)],
        Counts = [new RouteCount(IpFamily.Ipv4, "main", "dhcp", "unicast", 3), new RouteCount(IpFamily.Ipv6, "local", "kernel", "local", 2)],
        Defaults = [new DefaultRoute(IpFamily.Ipv4, "192.0.2.1", "eth0", "100")],
        Entries = [new RouteEntry(IpFamily.Ipv4, "main", "0.0.0.0/0", "192.0.2.1", "eth0", "100", "unicast")],
        EntriesCut = 4,
        Tables = new KeySetSize("route_table", 2, 16, 0),
    };

    [Fact]
    public void Routes_are_counted_and_a_missing_default_route_is_a_0()
    {
        Assert.Equal(
            [
                "socket_routes{family=ipv4,table=main,route_protocol=dhcp,kind=unicast} 3",
                "socket_routes{family=ipv6,table=local,route_protocol=kernel,kind=local} 2",
                "socket_default_routes{family=ipv4} 1",
                "socket_default_routes{family=ipv6} 0",
                "socket_default_route_changes_total{family=ipv4} 7",
                "socket_default_route_changes_total{family=ipv6} 0",
                "socket_default_route_info{family=ipv4,gateway=192.0.2.1,interface=eth0,metric=100} 1",
            ],
            Page.Of(new RoutesCollector(), Empty with { Routes = Summary }));
    }

    [Fact]
    public void Single_routes_are_shown_by_a_collector_that_has_to_be_asked_for()
    {
        Assert.False(((ICollector)new RouteInfoCollector()).EnabledByDefault);
        Assert.Equal(["tcp-flows", "conntrack-flows", "route-info"], CollectorList.All.Where(collector => !collector.EnabledByDefault).Select(collector => collector.Name));
        Assert.Equal(
            ["socket_route_info{family=ipv4,table=main,destination=0.0.0.0/0,gateway=192.0.2.1,interface=eth0,metric=100,kind=unicast} 1"],
            Page.Of(new RouteInfoCollector(), Empty with { Routes = Summary }));
    }

    [Fact]
    public void What_a_recording_does_not_hold_is_absent()
    {
        Assert.Empty(Page.Of(new RoutesCollector(), Empty));
        Assert.Empty(Page.Of(new RouteInfoCollector(), Empty));
        Assert.Empty(Page.Of(new NeighboursCollector(), Empty));
        Assert.Empty(Page.Of(new MulticastCollector(), Empty));
    }

    [Fact]
    public void Neighbours_have_all_states_and_limits_where_the_kernel_shows_them()
    {
        Snapshot snapshot = Empty with
        {
            Neighbours = [new NeighbourCounts(IpFamily.Ipv4, [0, 1, 2, 3, 4, 5, 6, 7, 8], new NeighbourLimits(128, 512, 1024)), new NeighbourCounts(IpFamily.Ipv6, [0, 0, 0, 0, 0, 0, 0, 0, 0], null)],
        };
        Assert.Equal(
            [
                "socket_neighbours{family=ipv4,state=none} 0",
                "socket_neighbours{family=ipv4,state=incomplete} 1",
                "socket_neighbours{family=ipv4,state=reachable} 2",
                "socket_neighbours{family=ipv4,state=stale} 3",
                "socket_neighbours{family=ipv4,state=delay} 4",
                "socket_neighbours{family=ipv4,state=probe} 5",
                "socket_neighbours{family=ipv4,state=failed} 6",
                "socket_neighbours{family=ipv4,state=noarp} 7",
                "socket_neighbours{family=ipv4,state=permanent} 8",
            ],
            Page.Of(new NeighboursCollector(), snapshot)[..9]);
        Assert.Equal(
            [
                "socket_neighbours_limit{family=ipv4,level=gc_thresh1} 128",
                "socket_neighbours_limit{family=ipv4,level=gc_thresh2} 512",
                "socket_neighbours_limit{family=ipv4,level=gc_thresh3} 1024",
            ],
            Page.Of(new NeighboursCollector(), snapshot)[18..]);
    }

    [Fact]
    public void Groups_of_interfaces_that_are_not_shown_are_other()
    {
        Snapshot snapshot = Empty with
        {
            Links = new LinkTable([new LinkRow { Index = 1, Name = "lo" }, new LinkRow { Index = 2, Name = "veth1" }, new LinkRow { Index = 3, Name = "veth2" }], interrupted: false),
            MulticastGroups = [new MulticastGroups(IpFamily.Ipv4, "lo", 1), new MulticastGroups(IpFamily.Ipv4, "veth1", 2), new MulticastGroups(IpFamily.Ipv4, "veth2", 3), new MulticastGroups(IpFamily.Ipv6, "veth2", 4)],
        };
        Assert.Equal(
            ["socket_multicast_groups{family=ipv4,interface=lo} 1", "socket_multicast_groups{family=ipv4,interface=<other>} 5", "socket_multicast_groups{family=ipv6,interface=<other>} 4"],
            Page.Of(new MulticastCollector(), new KeyFolding().Fold(snapshot, snapshot.TakenAt)));
    }

    [Fact]
    public void Single_routes_are_the_first_to_go_from_a_page_that_is_too_large()
    {
        // More series than a page may have: listeners and routes together.
        RouteEntry[] entries = [.. Enumerable.Range(0, 1_000).Select(i => new RouteEntry(IpFamily.Ipv4, "main", $"10.{i >> 8}.{i & 255}.0/24", "192.0.2.1", "eth0", "0", "unicast"))];
        EndpointGroup[] listeners = [.. Enumerable.Range(1, 900).Select(i => new EndpointGroup(new EndpointName(EndpointProtocol.TcpListener, "0.0.0.0", $"{i}", "app"), EndpointScope.Any) { ListeningSockets = 1 })];
        var builder = new SnapshotBuilder();
        foreach (int i in Enumerable.Range(1, 400))
        {
            builder.Tcp(TcpState.Established, Direction.Inbound, (ushort)i, $"app{i}");
        }

        Snapshot folded = new KeyFolding().Fold(builder.Build() with { Endpoints = listeners, Routes = Summary with { Entries = entries } }, DateTimeOffset.UnixEpoch);
        int kept = folded.Routes!.Entries!.Count;
        Assert.InRange(kept, 0, 1_000);
        Assert.Equal(new KeySetSize("route", kept, 1_000, 1_004 - kept), folded.KeySets.Single(size => size.KeySet == "route"));
        Assert.Equal(500, folded.KeySets.Single(size => size.KeySet == "listener").Shown);
    }
}
