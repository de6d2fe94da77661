namespace SocketExporter.Metrics;

/// <summary>One series of a family: label values in the family's order, and the value.</summary>
internal readonly record struct MetricSeries(string[] LabelValues, double Value);
