namespace SocketExporter.Metrics;

/// <summary>One series of a family: label values in the family's order, and the value. Of a histogram the value says nothing: see <see cref="MetricSegment.Buckets"/>.</summary>
internal readonly record struct MetricSeries(string[] LabelValues, double Value);
