using SocketExporter.Metrics;
using SocketExporter.Snapshots;

namespace SocketExporter.Collectors;

/// <summary>
/// Local ports for connections outwards: how many the kernel can give for one destination, and which destinations have eaten them.
/// </summary>
internal sealed class EphemeralPortsCollector : ICollector
{
    private const string SocketSource = "sock_diag, inet_diag_msg";

    private static readonly MetricFamily Limit = MetricFamily.Gauge(
        "socket_tcp_ephemeral_ports_limit",
        "Local ports that the kernel can give for one destination: ip_local_port_range less ip_local_reserved_ports; a range that a socket has set for itself is not known.",
        "/proc/sys/net/ipv4/ip_local_port_range, ip_local_reserved_ports");

    private static readonly MetricFamily Used = MetricFamily.Gauge(
        "socket_tcp_ephemeral_ports_used",
        "Local ports of the range in use from one address to one destination, TIME_WAIT included; there from a tenth of the limit on, until under 8 % of it for ten minutes.",
        SocketSource,
        KeySet.Tuple,
        Fold.None,
        ["source", "destination", "port"]);

    private static readonly MetricFamily Fullest = MetricFamily.Gauge(
        "socket_tcp_ephemeral_ports_fullest_ratio",
        "Local ports in use to the destination that uses most of them, by the limit: at 1 the next connection to it fails (EADDRNOTAVAIL), unless the kernel may take over a TIME_WAIT (net.ipv4.tcp_tw_reuse, by default on loopback alone).",
        SocketSource);

    public string Name => "ephemeral-ports";

    public string Summary => "Local ports in use by source, destination and port, and the limit of the kernel.";

    public Sections Needs => Sections.Tcp | Sections.LocalPorts;

    public IReadOnlyList<MetricFamily> Families { get; } = [Limit, Used, Fullest];

    public void Collect(Snapshot snapshot, MetricWriter writer)
    {
        if (snapshot.EphemeralPorts is not { } ports)
        {
            return;
        }

        writer.Write(Limit, ports.LimitPorts);
        writer.Write(Fullest, ports.FullestRatio);
        foreach (TuplePorts tuple in ports.Tuples)
        {
            writer.Write(Used, tuple.Ports, tuple.Name.Source, tuple.Name.Destination, tuple.Name.Port);
        }
    }
}
