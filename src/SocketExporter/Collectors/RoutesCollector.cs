using SocketExporter.Kernel.Sockets;
using SocketExporter.Metrics;
using SocketExporter.Snapshots;

namespace SocketExporter.Collectors;

/// <summary>How many routes there are, and whether there is a way out: netstat -r, all tables.</summary>
internal sealed class RoutesCollector : ICollector
{
    private static readonly MetricFamily Routes = MetricFamily.Gauge(
        "socket_routes",
        "Routes of all routing tables; route_protocol is who made them. A route of several hops counts once. Beyond 16 tables the smallest are <other>. While routes change all the time a few may be missing or counted twice.",
        "rtnetlink RTM_GETROUTE",
        fold: Fold.Sum,
        labels: ["family", "table", "route_protocol", "kind"]);

    private static readonly MetricFamily DefaultRoutes = MetricFamily.Gauge(
        "socket_default_routes",
        "Default routes in the tables main and default with a hop whose interface is up and has a carrier, 0 when there is no way out of the connected networks.",
        "rtnetlink RTM_GETROUTE",
        labels: ["family"]);

    private static readonly MetricFamily DefaultRouteInfo = MetricFamily.Gauge(
        "socket_default_route_info",
        "1 for each hop of a default route in the tables main and default; the smallest metric wins. At most 64.",
        "rtnetlink RTA_GATEWAY, RTA_OIF, RTA_PRIORITY",
        labels: ["family", "gateway", "interface", "metric"]);

    private static readonly MetricFamily DefaultRouteChanges = MetricFamily.Counter(
        "socket_default_route_changes_total",
        "Default routes added, replaced or removed while the exporter ran; what the kernel does in silence (an interface goes down) is seen when routes are read again.",
        "rtnetlink RTM_NEWROUTE, RTM_DELROUTE",
        labels: ["family"]);

    public string Name => "routes";

    public string Summary => "Routes by table, protocol and kind, default routes and their changes.";

    public Sections Needs => Sections.Routes;

    public IReadOnlyList<MetricFamily> Families { get; } = [Routes, DefaultRoutes, DefaultRouteInfo, DefaultRouteChanges];

    public void Collect(Snapshot snapshot, MetricWriter writer)
    {
        if (snapshot.Routes is not { } routes)
        {
            return;
        }

        foreach (RouteCount count in routes.Counts)
        {
            writer.Write(Routes, count.Routes, StateNames.Family(count.Family), count.Table, count.Protocol, count.Kind);
        }

        foreach (FamilyRoutes family in routes.Families)
        {
            writer.Write(DefaultRoutes, family.Defaults, StateNames.Family(family.Family));
            writer.Write(DefaultRouteChanges, family.DefaultChanges, StateNames.Family(family.Family));
        }

        foreach (DefaultRoute route in routes.Defaults)
        {
            writer.Write(DefaultRouteInfo, 1, StateNames.Family(route.Family), route.Gateway, route.Interface, route.Metric);
        }
    }
}
