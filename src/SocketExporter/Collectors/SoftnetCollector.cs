using SocketExporter.Kernel.Counters;
using SocketExporter.Metrics;
using SocketExporter.Snapshots;

namespace SocketExporter.Collectors;

/// <summary>Packets that come in, between the devices and the protocols: what is lost there no protocol counts.</summary>
internal sealed class SoftnetCollector : ICollector
{
    private static readonly MetricFamily Processed = Counter(
        "socket_softnet_processed_total", "Packets taken from devices by all CPUs of the host.", "column 1");

    private static readonly MetricFamily Dropped = Counter(
        "socket_softnet_dropped_total", "Packets dropped because the backlog of a CPU was full (net.core.netdev_max_backlog).", "column 2");

    private static readonly MetricFamily Squeezed = Counter(
        "socket_softnet_squeezed_total", "Rounds of taking packets that ended with packets left, because net.core.netdev_budget or its time was used up.", "column 3");

    private static readonly MetricFamily FlowLimited = Counter(
        "socket_softnet_flow_limited_total", "Packets of large flows dropped to keep half of a CPU's backlog free for others (net.core.flow_limit_cpu_bitmap).", "column 11, since Linux 3.11");

    private static readonly MetricFamily Backlog = MetricFamily.Gauge(
        "socket_softnet_backlog_packets", "Packets that wait in the backlogs of all CPUs.", "/proc/net/softnet_stat column 12, since Linux 5.10");

    public string Name => "softnet";

    public string Summary => "Packets taken, dropped and left over by the CPUs of the host.";

    public Sections Needs => Sections.Softnet;

    public IReadOnlyList<MetricFamily> Families { get; } = [Processed, Dropped, Squeezed, FlowLimited, Backlog];

    public void Collect(Snapshot snapshot, MetricWriter writer)
    {
        if (snapshot.Softnet is not { } softnet)
        {
            return; // a recording or a sandbox without the file
        }

        writer.WriteIfKnown(Processed, softnet.Totals[(int)SoftnetCounter.Processed]);
        writer.WriteIfKnown(Dropped, softnet.Totals[(int)SoftnetCounter.Dropped]);
        writer.WriteIfKnown(Squeezed, softnet.Totals[(int)SoftnetCounter.Squeezed]);
        writer.WriteIfKnown(FlowLimited, softnet.Totals[(int)SoftnetCounter.FlowLimited]);
        writer.WriteIfKnown(Backlog, softnet.BacklogPackets);
    }

    private static MetricFamily Counter(string name, string help, string column) => MetricFamily.Counter(name, help, $"/proc/net/softnet_stat {column}");
}
