namespace SocketExporter.Metrics;

/// <summary>Where collectors write. It checks what must never reach a page: a wrong number of labels, an empty label value, a value that is no number.</summary>
internal sealed class MetricWriter
{
    private readonly MetricSegment _segment;
    private readonly MetricSegment? _before;
    private readonly Derivations _derivations;

    /// <param name="segment">Empty.</param>
    /// <param name="before">
    /// What the same collector wrote for the sample before, if it is still there. Most series come again at the same place: then they share its label values, and a known
    /// series allocates nothing.
    /// </param>
    /// <param name="derivations">Kept from sample to sample; null for once.</param>
    public MetricWriter(MetricSegment segment, MetricSegment? before = null, Derivations? derivations = null)
    {
        _segment = segment;
        _before = before;
        _derivations = derivations ?? new Derivations();
    }

    /// <summary>What <paramref name="derive"/> makes of <paramref name="source"/>, worked out again only where the source is not that of the sample before.</summary>
    public TResult Derive<TSource, TResult>(TSource source, Func<TSource, TResult> derive)
        where TSource : notnull
        where TResult : notnull
        => _derivations.Of(source, derive);

    public void Write(MetricFamily family, double value, params ReadOnlySpan<string> labels)
    {
        if (family.Type == MetricType.Histogram)
        {
            throw new CollectException($"{family.Name}: one value, expected the buckets of a histogram");
        }

        if (!double.IsFinite(value))
        {
            throw new CollectException($"{family.Name}: value {value}, expected a finite number");
        }

        List<MetricSeries>? before = _before?.Find(family);
        _segment.Add(family, new MetricSeries(Checked(family, before, labels), value), before?.Count ?? 1);
    }

    /// <summary>Writes a histogram whole: what has fallen into each bucket since the start.</summary>
    /// <param name="buckets">One for each of the family's bounds, and a last one for what is above all of them. Not to be changed any more.</param>
    public void WriteHistogram(MetricFamily family, IReadOnlyList<HistogramBucket> buckets, params ReadOnlySpan<string> labels)
    {
        if (family.Type != MetricType.Histogram || buckets.Count != family.Bounds.Length + 1)
        {
            throw new CollectException($"{family.Name}: {buckets.Count} buckets of a {family.Type}, expected a histogram with one more than its {family.Bounds.Length} bounds");
        }

        for (int i = 0; i < buckets.Count; i++)
        {
            CheckBucket(family, i, buckets[i]);
        }

        List<MetricSeries>? before = _before?.Find(family);
        _segment.AddHistogram(family, Checked(family, before, labels), buckets, before?.Count ?? 1);
    }

    /// <summary>Writes nothing for what the kernel did not say: absent is not zero.</summary>
    public void WriteIfKnown(MetricFamily family, long? value, params ReadOnlySpan<string> labels)
    {
        if (value is { } known)
        {
            Write(family, known, labels);
        }
    }

    /// <summary>The mean of what is in a bucket lies between its bounds, or something was put into the wrong one.</summary>
    private static void CheckBucket(MetricFamily family, int index, HistogramBucket bucket)
    {
        double above = index == 0 ? double.NegativeInfinity : family.Bounds[index - 1];
        double upTo = index == family.Bounds.Length ? double.MaxValue : family.Bounds[index];
        bool isGood = bucket.Count == 0 ? bucket.Mean == 0 : bucket.Count > 0 && bucket.Mean > above && bucket.Mean <= upTo;
        if (!isGood)
        {
            throw new CollectException($"{family.Name}: {bucket.Count} observations with the mean {bucket.Mean} above {above} up to {upTo}, expected one in between");
        }
    }

    /// <summary>The label values to be written: those of the sample before, where the series comes again.</summary>
    private string[] Checked(MetricFamily family, List<MetricSeries>? before, ReadOnlySpan<string> labels)
    {
        if (labels.Length != family.Labels.Length)
        {
            throw new CollectException($"{family.Name}: {labels.Length} label values, expected {family.Labels.Length}");
        }

        foreach (string label in labels)
        {
            if (string.IsNullOrEmpty(label))
            {
                throw new CollectException($"{family.Name}: empty label value, expected text or a reserved value such as <none>");
            }
        }

        int place = _segment.Find(family)?.Count ?? 0;
        return labels.IsEmpty ? [] : place < before?.Count && labels.SequenceEqual(before[place].LabelValues) ? before[place].LabelValues : labels.ToArray();
    }
}
