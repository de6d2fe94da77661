namespace SocketExporter.Metrics;

/// <summary>What has fallen into one bucket of a histogram since the start: not into those below it, and not into all up to it.</summary>
/// <param name="Count">Observations.</param>
/// <param name="Mean">Of their values, in the family's unit; 0 where there are none. The mean and not the sum: divided by the count, a sum can come out beyond the bucket's bound.</param>
internal readonly record struct HistogramBucket(long Count, double Mean);
