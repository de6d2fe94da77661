namespace SocketExporter.Metrics;

/// <summary>One series of a family: label values in the family's order, and the value. Of a histogram its buckets instead of a value: one more than the family has bounds.</summary>
internal readonly record struct MetricSeries(string[] LabelValues, double Value, IReadOnlyList<HistogramBucket>? Buckets = null);
