namespace SocketExporter.Metrics;

/// <summary>What one collector has written: families with their series, in the order of writing. A family belongs to one segment.</summary>
internal sealed class MetricSegment
{
    private readonly Dictionary<MetricFamily, List<MetricSeries>> _byFamily = new(ReferenceEqualityComparer.Instance);

    public MetricSegment(string collector)
    {
        Collector = collector;
    }

    public string Collector { get; }

    public IReadOnlyCollection<KeyValuePair<MetricFamily, List<MetricSeries>>> Families => _byFamily;

    public int SeriesCount { get; private set; }

    public void Add(MetricFamily family, MetricSeries series)
    {
        if (!_byFamily.TryGetValue(family, out List<MetricSeries>? list))
        {
            _byFamily.Add(family, list = []);
        }

        list.Add(series);
        SeriesCount++;
    }
}
