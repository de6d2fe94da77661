using SocketExporter.Kernel.Sockets;
using SocketExporter.Metrics;
using SocketExporter.Snapshots;

namespace SocketExporter.Collectors;

/// <summary>UDP sockets by family and state, and the queues and drops of those bound to each (address, port, process).</summary>
internal sealed class UdpCollector : ICollector
{
    private static readonly MetricFamily Sockets = MetricFamily.Gauge(
        "socket_udp_sockets",
        "UDP sockets by the socket's own family and state: connected has a fixed peer, unconnected takes from anyone.",
        "sock_diag, inet_diag_msg.idiag_state",
        labels: ["family", "state"]);

    private static readonly MetricFamily QueueBytes = MetricFamily.Gauge(
        "socket_udp_receive_queue_bytes",
        "Memory of datagrams not yet read by the application, as the kernel counts it (headers and slack included).",
        "sock_diag, inet_diag_msg.idiag_rqueue",
        KeySet.Listener,
        Fold.Sum,
        ["address", "port", "process"]);

    private static readonly MetricFamily QueueLimitBytes = MetricFamily.Gauge(
        "socket_udp_receive_queue_limit_bytes",
        "Receive buffer limit (SO_RCVBUF as the kernel counts it), beyond which datagrams are dropped; summed over the sockets of the group.",
        "sock_diag, INET_DIAG_SKMEMINFO rcvbuf",
        KeySet.Listener,
        Fold.Sum,
        ["address", "port", "process"]);

    private static readonly MetricFamily FullestRatio = MetricFamily.Gauge(
        "socket_udp_receive_queue_fullest_ratio",
        "Receive queue used / limit of the fullest socket; near 1 a datagram that does not fit any more is dropped.",
        "sock_diag, idiag_rqueue and INET_DIAG_SKMEMINFO rcvbuf",
        KeySet.Listener,
        Fold.Max,
        ["address", "port", "process"]);

    private static readonly MetricFamily Drops = MetricFamily.Counter(
        "socket_udp_drops_total",
        "Datagrams dropped at these sockets since the exporter started, mostly for a full receive buffer.",
        "sock_diag, INET_DIAG_SKMEMINFO drops",
        KeySet.Listener,
        Fold.Sum,
        ["address", "port", "process"]);

    public string Name => "udp";

    public string Summary => "UDP sockets by family and state; receive queues and drops by address, port and process.";

    public Sections Needs => Sections.Udp | Sections.Owners;

    public IReadOnlyList<MetricFamily> Families { get; } = [Sockets, QueueBytes, QueueLimitBytes, FullestRatio, Drops];

    public void Collect(Snapshot snapshot, MetricWriter writer)
    {
        Span<long> counts = stackalloc long[4];
        foreach (TallyRow row in snapshot.Tally)
        {
            if (row.Key.Protocol == TallyProtocol.Udp)
            {
                counts[((int)row.Key.Family * 2) + ((TcpState)row.Key.State == TcpState.Established ? 1 : 0)] += row.Cell.Sockets;
            }
        }

        foreach (IpFamily family in (ReadOnlySpan<IpFamily>)[IpFamily.Ipv4, IpFamily.Ipv6])
        {
            writer.Write(Sockets, counts[(int)family * 2], StateNames.Family(family), "unconnected");
            writer.Write(Sockets, counts[((int)family * 2) + 1], StateNames.Family(family), "connected");
        }

        foreach (EndpointGroup group in snapshot.Endpoints)
        {
            (EndpointProtocol protocol, string address, string port, string process) = group.Name;
            if (protocol == EndpointProtocol.Udp)
            {
                writer.Write(QueueBytes, group.Queue, address, port, process);
                writer.Write(QueueLimitBytes, group.QueueLimit, address, port, process);
                writer.Write(FullestRatio, group.FullestRatio, address, port, process);
                writer.Write(Drops, group.DropsTotal, address, port, process);
            }
        }
    }
}
