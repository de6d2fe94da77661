using System.Collections.Immutable;

namespace SocketExporter.Metrics;

/// <summary>
/// One metric, declared once as data. HELP, docs/metrics.md, lint and the check of dashboards and rules are all read from it.
/// </summary>
/// <param name="Name">Base units, <c>_total</c> on counters only.</param>
/// <param name="Help">One sentence on one line without backslashes (the exposition library doesn't escape HELP).</param>
/// <param name="Source">Where the kernel says it: a file and field, or a netlink attribute.</param>
/// <param name="Labels">In the order in which values are written.</param>
internal sealed record MetricFamily(
    string Name,
    MetricType Type,
    string Help,
    string Source,
    ImmutableArray<string> Labels,
    KeySet KeySet = KeySet.None,
    Fold Fold = Fold.None)
{
    private const int LinesOfSumAndCount = 2;

    /// <summary>Upper bounds of a histogram's buckets, inclusive and rising, in the unit of its name. The last bucket, without a bound, comes besides. Empty of other families.</summary>
    public ImmutableArray<double> Bounds { get; init; } = [];

    /// <summary>Series on the page for one set of label values.</summary>
    public int SeriesOfLabels => Type == MetricType.Histogram ? Bounds.Length + 1 + LinesOfSumAndCount : 1;

    public static MetricFamily Gauge(string name, string help, string source, KeySet keySet = KeySet.None, Fold fold = Fold.None, params ImmutableArray<string> labels)
        => new(name, MetricType.Gauge, help, source, labels, keySet, fold);

    public static MetricFamily Counter(string name, string help, string source, KeySet keySet = KeySet.None, Fold fold = Fold.None, params ImmutableArray<string> labels)
        => new(name, MetricType.Counter, help, source, labels, keySet, fold);

    /// <param name="bounds">See <see cref="Bounds"/>.</param>
    public static MetricFamily Histogram(
        string name, string help, string source, ImmutableArray<double> bounds, KeySet keySet = KeySet.None, Fold fold = Fold.None, params ImmutableArray<string> labels)
        => new(name, MetricType.Histogram, help, source, labels, keySet, fold) { Bounds = bounds };
}
