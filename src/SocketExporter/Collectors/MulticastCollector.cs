using SocketExporter.Metrics;
using SocketExporter.Snapshots;

namespace SocketExporter.Collectors;

/// <summary>Multicast groups that interfaces have joined: netstat -g.</summary>
internal sealed class MulticastCollector : ICollector
{
    private static readonly MetricFamily Groups = MetricFamily.Gauge(
        "socket_multicast_groups",
        "Multicast groups that the interface has joined, those that the kernel joins by itself (all hosts, all nodes) included.",
        "/proc/net/igmp, igmp6",
        KeySet.Interface,
        Fold.Sum,
        "family",
        "interface");

    public string Name => "multicast";

    public string Summary => "Multicast groups joined, by interface.";

    public Sections Needs => Sections.Multicast | Sections.Links;

    public IReadOnlyList<MetricFamily> Families { get; } = [Groups];

    public void Collect(Snapshot snapshot, MetricWriter writer)
    {
        foreach (MulticastGroups groups in snapshot.MulticastGroups)
        {
            writer.Write(Groups, groups.Groups, StateNames.Family(groups.Family), groups.Interface);
        }
    }
}
