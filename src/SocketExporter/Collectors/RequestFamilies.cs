using SocketExporter.Metrics;

namespace SocketExporter.Collectors;

/// <summary>What the daemon's web server was asked, under the names of the exposition library. Outside of the catalogue of socket metrics.</summary>
internal static class RequestFamilies
{
    public static readonly MetricFamily ReceivedTotal = MetricFamily.Counter(
        "http_requests_received_total", "Requests that this daemon has answered until the last sample.", "the daemon", labels: ["code"]);

    public static readonly MetricFamily InProgress = MetricFamily.Gauge(
        "http_requests_in_progress", "Requests that this daemon was answering at the last sample.", "the daemon");

    public static readonly IReadOnlyList<MetricFamily> All = [ReceivedTotal, InProgress];
}
