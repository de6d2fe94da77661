using SocketExporter.Kernel.Counters;
using SocketExporter.Metrics;
using SocketExporter.Snapshots;

namespace SocketExporter.Collectors;

/// <summary>What the protocols hold as a whole: memory, orphans, TIME_WAIT buckets, fragments, raw sockets.</summary>
internal sealed class SockstatCollector : ICollector
{
    private static readonly MetricFamily TcpMemory = MetricFamily.Gauge(
        "socket_tcp_memory_bytes",
        "Memory of all TCP buffers of the host, in whole pages: what tcp_mem limits.",
        "/proc/net/sockstat, TCP mem");

    private static readonly MetricFamily UdpMemory = MetricFamily.Gauge(
        "socket_udp_memory_bytes",
        "Memory of all UDP buffers of the host, in whole pages: what udp_mem limits.",
        "/proc/net/sockstat, UDP mem");

    private static readonly MetricFamily Orphans = MetricFamily.Gauge(
        "socket_tcp_orphans",
        "TCP connections of the host, all network namespaces, that no process holds any more and that still have data to deliver: what tcp_max_orphans limits.",
        "/proc/net/sockstat, TCP orphan");

    private static readonly MetricFamily TimeWaitBuckets = MetricFamily.Gauge(
        "socket_tcp_time_wait_buckets",
        "Small sockets of TIME_WAIT and FIN_WAIT2: what tcp_max_tw_buckets limits.",
        "/proc/net/sockstat, TCP tw");

    private static readonly MetricFamily FragmentsMemory = MetricFamily.Gauge(
        "socket_fragments_memory_bytes",
        "Memory of IP fragments waiting to be put together.",
        "/proc/net/sockstat FRAG, /proc/net/sockstat6 FRAG6, memory",
        labels: ["family"]);

    private static readonly MetricFamily Raw = MetricFamily.Gauge(
        "socket_raw_sockets",
        "Raw sockets: programs that send and receive whole IP packets of a protocol (ping, routing daemons, scanners).",
        "/proc/net/sockstat RAW, /proc/net/sockstat6 RAW6, inuse",
        labels: ["family"]);

    public string Name => "sockstat";

    public string Summary => "Memory of TCP, UDP and fragments; orphans, TIME_WAIT buckets and raw sockets.";

    public Sections Needs => Sections.Sockstat;

    public IReadOnlyList<MetricFamily> Families { get; } = [TcpMemory, UdpMemory, Orphans, TimeWaitBuckets, FragmentsMemory, Raw];

    public void Collect(Snapshot snapshot, MetricWriter writer)
    {
        SocketStatistics statistics = snapshot.SocketStatistics!;
        writer.WriteIfKnown(TcpMemory, statistics.TcpMemoryBytes);
        writer.WriteIfKnown(UdpMemory, statistics.UdpMemoryBytes);
        writer.WriteIfKnown(Orphans, statistics.TcpOrphans);
        writer.WriteIfKnown(TimeWaitBuckets, statistics.TcpTimeWait);
        writer.WriteIfKnown(FragmentsMemory, statistics.FragmentsMemoryBytes, "ipv4");
        writer.WriteIfKnown(FragmentsMemory, statistics.Fragments6MemoryBytes, "ipv6");
        writer.WriteIfKnown(Raw, statistics.RawInUse, "ipv4");
        writer.WriteIfKnown(Raw, statistics.Raw6InUse, "ipv6");
    }
}
