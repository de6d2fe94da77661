using SocketExporter.Metrics;
using SocketExporter.Snapshots;

namespace SocketExporter.Collectors;

/// <summary>Netlink sockets: what programs that listen to the kernel have missed.</summary>
internal sealed class NetlinkCollector : ICollector
{
    private static readonly MetricFamily Drops = MetricFamily.Counter(
        "socket_netlink_drops_total",
        "Messages that the kernel dropped because the receive buffer of a netlink socket was full: its program has missed events (routes, conntrack, audit …) and may be out of date.",
        "/proc/net/netlink, Drops",
        fold: Fold.Sum,
        labels: ["netlink_protocol"]);

    public string Name => "netlink";

    public string Summary => "Messages that netlink sockets have dropped, by protocol.";

    public Sections Needs => Sections.Netlink;

    public IReadOnlyList<MetricFamily> Families { get; } = [Drops];

    public void Collect(Snapshot snapshot, MetricWriter writer)
    {
        foreach (NetlinkDrops protocol in snapshot.NetlinkDrops)
        {
            writer.Write(Drops, protocol.Total, protocol.Protocol);
        }
    }
}
