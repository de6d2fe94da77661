using SocketExporter.Metrics;
using SocketExporter.Snapshots;

namespace SocketExporter.Collectors;

/// <summary>What TCP connections have sent and received, by service. To be asked for: each connection has to be remembered, and every sample costs a third more.</summary>
internal sealed class TcpFlowsCollector : ICollector
{
    private const string End = "what a connection does after the last sample before its end is not counted.";

    private static readonly MetricFamily SentSegments = Family(
        "socket_tcp_sent_segments_total", $"Segments sent since the exporter began, acknowledgments and segments sent again among them; {End}", "tcpi_segs_out");

    private static readonly MetricFamily SentBytes = Family(
        "socket_tcp_sent_bytes_total", $"Bytes sent and acknowledged since the exporter began, a SYN or FIN as one; {End}", "tcpi_bytes_acked");

    private static readonly MetricFamily ReceivedBytes = Family(
        "socket_tcp_received_bytes_total", $"Bytes received since the exporter began, read or not, a FIN as one; {End}", "tcpi_bytes_received");

    public string Name => "tcp-flows";

    public string Summary => "Segments and bytes of TCP connections by direction and service port; remembers up to 200,000 connections, and a sample costs a third more.";

    public bool EnabledByDefault => false;

    public Sections Needs => Sections.Tcp | Sections.TcpTraffic;

    public IReadOnlyList<MetricFamily> Families { get; } = [SentSegments, SentBytes, ReceivedBytes];

    public void Collect(Snapshot snapshot, MetricWriter writer)
    {
        if (snapshot.Traffic is not { } traffic)
        {
            return; // this kernel does not tell it
        }

        ServiceCounters.Write(writer, SentSegments, snapshot, traffic.SentSegments);
        ServiceCounters.Write(writer, SentBytes, snapshot, traffic.SentBytes);
        ServiceCounters.Write(writer, ReceivedBytes, snapshot, traffic.ReceivedBytes);
    }

    private static MetricFamily Family(string name, string help, string field)
        => MetricFamily.Counter(name, help, $"sock_diag, tcp_info {field}", KeySet.Service, Fold.Sum, ["direction", "port"]);
}
