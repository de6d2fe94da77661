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
        string[] undeclared = [.. segment.Families.Select(static family => family.Key.Name).Where(name => !collector.Families.Any(declared => Declares(declared, name)))];
        Assert.True(undeclared.Length == 0, $"collector {collector.Name} writes what is not in its Families: {string.Join(", ", undeclared)}");
        return [.. segment.Families.SelectMany(family => family.Value.Select((series, i) => Line(family.Key, series, family.Key.Type == MetricType.Histogram ? segment.Buckets(family.Key)[i] : null)))];
    }

    /// <summary>The families of netstat are named by the kernel; one stands for them.</summary>
    internal static bool Declares(MetricFamily declared, string name)
        => declared.Name == name || (declared.Name == "socket_netstat_PROTO_NAME_total" && name.StartsWith("socket_netstat_", StringComparison.Ordinal));

    private static string Line(MetricFamily family, MetricSeries series, IReadOnlyList<HistogramBucket>? buckets)
    {
        string labels = string.Join(',', family.Labels.Zip(series.LabelValues, (name, value) => $"{name}={value}"));
        string value = buckets is not null
            ? string.Join(' ', buckets.Select(static bucket => bucket.Count == 0 ? "0" : string.Create(CultureInfo.InvariantCulture, $"{bucket.Count}×{bucket.Mean}")))
            : series.Value.ToString(CultureInfo.InvariantCulture);
        return labels.Length == 0 ? $"{family.Name} {value}" : $"{family.Name}{{{labels}}} {value}";
    }
}
