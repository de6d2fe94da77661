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
        if (labels.Length != family.Labels.Length)
        {
            throw new CollectException($"{family.Name}: {labels.Length} label values, expected {family.Labels.Length}");
        }

        if (!double.IsFinite(value))
        {
            throw new CollectException($"{family.Name}: value {value}, expected a finite number");
        }

        foreach (string label in labels)
        {
            if (string.IsNullOrEmpty(label))
            {
                throw new CollectException($"{family.Name}: empty label value, expected text or a reserved value such as <none>");
            }
        }

        if (labels.IsEmpty)
        {
            _segment.Add(family, new MetricSeries([], value));
            return;
        }

        List<MetricSeries>? before = _before?.Find(family);
        int place = _segment.Find(family)?.Count ?? 0;
        string[] values = place < before?.Count && labels.SequenceEqual(before[place].LabelValues) ? before[place].LabelValues : labels.ToArray();
        _segment.Add(family, new MetricSeries(values, value), before?.Count ?? 1);
    }

    /// <summary>Writes nothing for what the kernel did not say: absent is not zero.</summary>
    public void WriteIfKnown(MetricFamily family, long? value, params ReadOnlySpan<string> labels)
    {
        if (value is { } known)
        {
            Write(family, known, labels);
        }
    }
}
