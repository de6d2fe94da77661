using SocketExporter.Metrics;

namespace SocketExporter.Publishing;

/// <summary>What neither exposition format can hold, and the library wouldn't say.</summary>
internal static class SegmentRules
{
    private const string CounterSuffix = "_total";

    /// <exception cref="CollectException">A family twice, a HELP with a line break, a counter below 0 or without <c>_total</c>, a histogram whose bounds don't rise.</exception>
    public static void Check(MetricSegment segment)
    {
        var names = new HashSet<string>(segment.Families.Count, StringComparer.Ordinal);
        foreach ((MetricFamily family, List<MetricSeries> series) in segment.Families)
        {
            if (!names.Add(FamilyName(family)))
            {
                throw new CollectException($"{family.Name}: declared twice in {segment.Collector}, expected one declaration of a name");
            }

            if (family.Help.AsSpan().ContainsAny('\n', '\r', '\\'))
            {
                throw new CollectException($"{family.Name}: HELP with a line break or backslash, expected one plain line (the library doesn't escape it)");
            }

            if (family.Type == MetricType.Counter)
            {
                CheckCounter(family, series);
            }
            else if (family.Type == MetricType.Histogram)
            {
                CheckHistogram(family);
            }
        }
    }

    /// <summary>In OpenMetrics the family of a counter is named without <c>_total</c>: a gauge of that name would be the same family.</summary>
    public static string FamilyName(MetricFamily family)
        => family.Type == MetricType.Counter && family.Name.EndsWith(CounterSuffix, StringComparison.Ordinal) ? family.Name[..^CounterSuffix.Length] : family.Name;

    /// <summary>": FAMILY {LABELS}" of the first series that stands in the segment twice, or nothing.</summary>
    public static string FirstDouble(MetricSegment segment)
    {
        foreach ((MetricFamily family, List<MetricSeries> series) in segment.Families)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (MetricSeries one in series)
            {
                string key = string.Join("\", \"", one.LabelValues);
                if (!seen.Add(key))
                {
                    return $": {family.Name} {{\"{key}\"}}";
                }
            }
        }

        return "";
    }

    private static void CheckHistogram(MetricFamily family)
    {
        // The library would sort nothing, and take away a label of the name that it uses itself.
        bool rises = family.Bounds.Length > 0 && family.Bounds.All(double.IsFinite) && family.Bounds.Zip(family.Bounds.Skip(1)).All(static pair => pair.First < pair.Second);
        if (!rises || family.Labels.Contains("le"))
        {
            throw new CollectException($"{family.Name}: bounds {string.Join(", ", family.Bounds)}, labels {string.Join(", ", family.Labels)}, expected bounds that rise and no label le");
        }
    }

    private static void CheckCounter(MetricFamily family, List<MetricSeries> series)
    {
        if (!family.Name.EndsWith(CounterSuffix, StringComparison.Ordinal))
        {
            throw new CollectException($"{family.Name}: counter without {CounterSuffix}, expected the suffix (OpenMetrics would call the type unknown)");
        }

        foreach (MetricSeries one in series)
        {
            if (one.Value < 0)
            {
                throw new CollectException($"{family.Name}: counter at {one.Value}, expected 0 or more");
            }
        }
    }
}
