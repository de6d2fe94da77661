namespace SocketExporter.Metrics;

internal enum MetricType
{
    Gauge,
    Counter,
    Histogram,
}
