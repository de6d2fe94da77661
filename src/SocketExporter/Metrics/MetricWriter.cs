namespace SocketExporter.Metrics;

/// <summary>Where collectors write. It checks what must never reach a page: a wrong number of labels, an empty label value, a value that is no number.</summary>
internal sealed class MetricWriter
{
    private readonly MetricSegment _segment;

    public MetricWriter(MetricSegment segment)
    {
        _segment = segment;
    }

    public void Write(MetricFamily family, double value) => Add(family, value, []);

    public void Write(MetricFamily family, double value, string label) => Add(family, value, [label]);

    public void Write(MetricFamily family, double value, string label1, string label2) => Add(family, value, [label1, label2]);

    public void Write(MetricFamily family, double value, string label1, string label2, string label3) => Add(family, value, [label1, label2, label3]);

    public void Write(MetricFamily family, double value, params string[] labels) => Add(family, value, labels);

    /// <summary>Writes nothing for what the kernel did not say: absent is not zero.</summary>
    public void WriteIfKnown(MetricFamily family, long? value, params string[] labels)
    {
        if (value is { } known)
        {
            Add(family, known, labels);
        }
    }

    private void Add(MetricFamily family, double value, string[] labels)
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

        _segment.Add(family, new MetricSeries(labels, value));
    }
}
