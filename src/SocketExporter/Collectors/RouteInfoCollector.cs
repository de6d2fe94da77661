using SocketExporter.Metrics;
using SocketExporter.Snapshots;

namespace SocketExporter.Collectors;

/// <summary>Single routes, for hosts with few: what <c>ip route show table all</c> prints.</summary>
internal sealed class RouteInfoCollector : ICollector
{
    private static readonly MetricFamily Info = MetricFamily.Gauge(
        "socket_route_info",
        "1 for each hop of a route: default routes first, then by the length of the prefix, those of table local last. At most 1,000; socket_exporter_keys_folded of keyset route counts the rest.",
        "rtnetlink RTM_GETROUTE",
        labels: ["family", "table", "destination", "gateway", "interface", "metric", "kind"]);

    public string Name => "route-info";

    public string Summary => "Single routes with gateway, interface and metric, at most 1,000.";

    public bool EnabledByDefault => false;

    public Sections Needs => Sections.Routes | Sections.RouteEntries;

    public IReadOnlyList<MetricFamily> Families { get; } = [Info];

    public void Collect(Snapshot snapshot, MetricWriter writer)
    {
        foreach (RouteEntry route in snapshot.Routes?.Entries ?? [])
        {
            writer.Write(Info, 1, StateNames.Family(route.Family), route.Table, route.Destination, route.Gateway, route.Interface, route.Metric, route.Kind);
        }
    }
}
