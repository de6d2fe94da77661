using SocketExporter.Kernel.Sockets;
using SocketExporter.Metrics;
using SocketExporter.Snapshots;

namespace SocketExporter.Collectors;

/// <summary>What TCP says of the paths to peers, by service: how long round trips take and how much has to be sent again.</summary>
internal sealed class TcpHealthCollector : ICollector
{
    private static readonly MetricFamily RoundTrips = MetricFamily.Histogram(
        "socket_tcp_rtt_seconds",
        "Smoothed round-trip times of established connections, one observation for each connection in every sixth sample, so weighted by connection and time: use rate(); _count is no number of connections.",
        "sock_diag, tcp_info tcpi_rtt",
        [.. RoundTripBuckets.BoundsMicroseconds.Select(Seconds)],
        KeySet.Service,
        Fold.Sum,
        ["direction", "port"]);

    private static readonly MetricFamily Retransmitted = MetricFamily.Counter(
        "socket_tcp_retransmitted_segments_total",
        "Segments sent again since the exporter began, as found in every sixth sample at least: what a connection sends again after the last such sample before its end is not counted.",
        "sock_diag, tcp_info tcpi_total_retrans",
        KeySet.Service,
        Fold.Sum,
        ["direction", "port"]);

    public string Name => "tcp-health";

    public string Summary => "Round-trip times and retransmitted segments by direction and service port.";

    public Sections Needs => Sections.Tcp | Sections.TcpHealth;

    public IReadOnlyList<MetricFamily> Families { get; } = [RoundTrips, Retransmitted];

    public void Collect(Snapshot snapshot, MetricWriter writer)
    {
        foreach (RoundTripRow row in snapshot.RoundTrips ?? [])
        {
            writer.WriteHistogram(RoundTrips, [.. row.Counts.Zip(row.Microseconds, Bucket)], StateNames.Direction(row.Direction), row.Port.Text);
        }

        if (snapshot.Retransmissions is { } retransmissions)
        {
            ServiceCounters.Write(writer, Retransmitted, snapshot, retransmissions);
        }
    }

    private static double Seconds(uint microseconds) => microseconds / 1e6;

    private static HistogramBucket Bucket(ulong count, ulong microseconds) => new((long)count, count == 0 ? 0 : (double)microseconds / count / 1e6);
}
