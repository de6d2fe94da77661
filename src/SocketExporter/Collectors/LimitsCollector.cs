using SocketExporter.Kernel.Counters;
using SocketExporter.Metrics;
using SocketExporter.Snapshots;

namespace SocketExporter.Collectors;

/// <summary>The kernel's limits, each beside the usage that another family shows: alerts then need no numbers of their own.</summary>
internal sealed class LimitsCollector : ICollector
{
    private static readonly MetricFamily TcpMemoryLimit = MetricFamily.Gauge(
        "socket_tcp_memory_limit_bytes",
        "Levels of TCP memory: low does nothing, above pressure buffers are kept small, at high nothing is given any more.",
        "/proc/sys/net/ipv4/tcp_mem",
        labels: ["level"]);

    private static readonly MetricFamily UdpMemoryLimit = MetricFamily.Gauge(
        "socket_udp_memory_limit_bytes",
        "Levels of UDP memory; beyond high datagrams are dropped.",
        "/proc/sys/net/ipv4/udp_mem",
        labels: ["level"]);

    private static readonly MetricFamily OrphansLimit = MetricFamily.Gauge(
        "socket_tcp_orphans_limit",
        "Connections without a process beyond which the kernel resets them.",
        "/proc/sys/net/ipv4/tcp_max_orphans");

    private static readonly MetricFamily TimeWaitBucketsLimit = MetricFamily.Gauge(
        "socket_tcp_time_wait_buckets_limit",
        "TIME_WAIT and FIN_WAIT2 mini-sockets beyond which connections skip the state.",
        "/proc/sys/net/ipv4/tcp_max_tw_buckets");

    private static readonly MetricFamily SoMaxConn = MetricFamily.Gauge(
        "socket_somaxconn",
        "The largest backlog that a listener gets, whatever it asks for.",
        "/proc/sys/net/core/somaxconn");

    private static readonly MetricFamily MaxSynBacklog = MetricFamily.Gauge(
        "socket_tcp_max_syn_backlog",
        "Unfinished handshakes that a listener remembers where SYN cookies are off.",
        "/proc/sys/net/ipv4/tcp_max_syn_backlog");

    private static readonly MetricFamily FileHandles = MetricFamily.Gauge(
        "socket_file_handles",
        "File handles of the host in use; every socket is one.",
        "/proc/sys/fs/file-nr");

    private static readonly MetricFamily FileHandlesLimit = MetricFamily.Gauge(
        "socket_file_handles_limit",
        "File handles that the host may have.",
        "/proc/sys/fs/file-nr");

    public string Name => "limits";

    public string Summary => "The kernel's limits of memory, orphans, TIME_WAIT, backlogs and file handles.";

    public Sections Needs => Sections.Limits;

    public IReadOnlyList<MetricFamily> Families { get; } =
        [TcpMemoryLimit, UdpMemoryLimit, OrphansLimit, TimeWaitBucketsLimit, SoMaxConn, MaxSynBacklog, FileHandles, FileHandlesLimit];

    public void Collect(Snapshot snapshot, MetricWriter writer)
    {
        KernelLimits limits = snapshot.Limits!;
        WriteLevels(writer, TcpMemoryLimit, limits.TcpMemory);
        WriteLevels(writer, UdpMemoryLimit, limits.UdpMemory);
        writer.WriteIfKnown(OrphansLimit, limits.TcpMaxOrphans);
        writer.WriteIfKnown(TimeWaitBucketsLimit, limits.TcpMaxTimeWaitBuckets);
        writer.WriteIfKnown(SoMaxConn, limits.SoMaxConn);
        writer.WriteIfKnown(MaxSynBacklog, limits.TcpMaxSynBacklog);
        writer.WriteIfKnown(FileHandles, limits.FileHandles);
        writer.WriteIfKnown(FileHandlesLimit, limits.MaxFileHandles);
    }

    private static void WriteLevels(MetricWriter writer, MetricFamily family, MemoryLimits? limits)
    {
        if (limits is { } known)
        {
            writer.Write(family, known.LowBytes, "low");
            writer.Write(family, known.PressureBytes, "pressure");
            writer.Write(family, known.HighBytes, "high");
        }
    }
}
