using SocketExporter.Kernel.Routes;
using SocketExporter.Metrics;
using SocketExporter.Snapshots;

namespace SocketExporter.Collectors;

/// <summary>Neighbours of IPv4 (ARP) and IPv6, and the limits of their tables.</summary>
internal sealed class NeighboursCollector : ICollector
{
    private static readonly string[] States = ["none", "incomplete", "reachable", "stale", "delay", "probe", "failed", "noarp", "permanent"];

    private static readonly MetricFamily Neighbours = MetricFamily.Gauge(
        "socket_neighbours",
        "Hosts on the own links whose hardware address is known or asked for (ARP, neighbour discovery), by state; those of the network namespace of the exporter, permanent ones too.",
        "rtnetlink RTM_GETNEIGH ndm_state",
        labels: ["family", "state"]);

    private static readonly MetricFamily Limit = MetricFamily.Gauge(
        "socket_neighbours_limit",
        "Entries of the neighbour table, which all network namespaces of the host share: up to gc_thresh1 none is collected, at gc_thresh3 new neighbours are refused. Permanent ones do not count.",
        "net.ipv4.neigh.default.gc_thresh1, gc_thresh2, gc_thresh3 and those of net.ipv6",
        labels: ["family", "level"]);

    public string Name => "neighbours";

    public string Summary => "Neighbours (ARP, IPv6 neighbour discovery) by state, and the limits of their tables.";

    public Sections Needs => Sections.Neighbours;

    public IReadOnlyList<MetricFamily> Families { get; } = [Neighbours, Limit];

    public void Collect(Snapshot snapshot, MetricWriter writer)
    {
        foreach (NeighbourCounts counts in snapshot.Neighbours)
        {
            string family = StateNames.Family(counts.Family);
            for (int state = 0; state < States.Length; state++)
            {
                writer.Write(Neighbours, counts.ByState[state], family, States[state]);
            }

            if (counts.Limits is { } limits)
            {
                writer.Write(Limit, limits.Threshold1, family, "gc_thresh1");
                writer.Write(Limit, limits.Threshold2, family, "gc_thresh2");
                writer.Write(Limit, limits.Threshold3, family, "gc_thresh3");
            }
        }
    }
}
