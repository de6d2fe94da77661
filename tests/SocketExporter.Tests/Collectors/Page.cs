using System.Globalization;
using SocketExporter.Collectors;
using SocketExporter.Metrics;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Collectors;

/// <summary>What a collector writes of a snapshot, a line a series, in the order of writing: name{label="value",…} value; of a histogram each bucket, as count×mean.</summary>
internal static class Page
{
    public static string[] Of(ICollector collector, Snapshot snapshot)
    {
        var segment = new MetricSegment(collector.Name);
        collector.Collect(snapshot, new MetricWriter(segment));
        return [.. segment.Families.SelectMany(family => family.Value.Select((series, i) => Line(family.Key, series, family.Key.Type == MetricType.Histogram ? segment.Buckets(family.Key)[i] : null)))];
    }

    private static string Line(MetricFamily family, MetricSeries series, IReadOnlyList<HistogramBucket>? buckets)
    {
        string labels = string.Join(',', family.Labels.Zip(series.LabelValues, (name, value) => $"{name}={value}"));
        string value = buckets is not null
            ? string.Join(' ', buckets.Select(static bucket => bucket.Count == 0 ? "0" : string.Create(CultureInfo.InvariantCulture, $"{bucket.Count}×{bucket.Mean}")))
            : series.Value.ToString(CultureInfo.InvariantCulture);
        return labels.Length == 0 ? $"{family.Name} {value}" : $"{family.Name}{{{labels}}} {value}";
    }
}
