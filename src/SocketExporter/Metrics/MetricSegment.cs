namespace SocketExporter.Metrics;

/// <summary>What one collector has written: families with their series, in the order of writing. A family belongs to one segment.</summary>
internal sealed class MetricSegment
{
    private readonly Dictionary<MetricFamily, List<MetricSeries>> _byFamily;

    // Beside the series, which are many and none of them a histogram.
    private readonly Dictionary<MetricFamily, List<IReadOnlyList<HistogramBucket>>> _histograms = new(ReferenceEqualityComparer.Instance);

    /// <param name="collector">Its name.</param>
    /// <param name="expectedFamilies">Makes room; any number may come.</param>
    public MetricSegment(string collector, int expectedFamilies = 0)
    {
        Collector = collector;
        _byFamily = new Dictionary<MetricFamily, List<MetricSeries>>(expectedFamilies, ReferenceEqualityComparer.Instance);
    }

    public string Collector { get; }

    public IReadOnlyCollection<KeyValuePair<MetricFamily, List<MetricSeries>>> Families => _byFamily;

    public int SeriesCount { get; private set; }

    /// <summary>Null where nothing was written of it.</summary>
    public List<MetricSeries>? Find(MetricFamily family) => _byFamily.GetValueOrDefault(family);

    /// <summary>Of each series of a histogram its buckets: one more than the family has bounds.</summary>
    public IReadOnlyList<IReadOnlyList<HistogramBucket>> Buckets(MetricFamily histogram) => _histograms[histogram];

    /// <param name="buckets">Not to be changed any more.</param>
    /// <param name="expectedSeries">As in <see cref="Add"/>.</param>
    public void AddHistogram(MetricFamily family, string[] labelValues, IReadOnlyList<HistogramBucket> buckets, int expectedSeries = 1)
    {
        if (!_histograms.TryGetValue(family, out List<IReadOnlyList<HistogramBucket>>? list))
        {
            _histograms.Add(family, list = new List<IReadOnlyList<HistogramBucket>>(expectedSeries));
        }

        list.Add(buckets);
        Add(family, new MetricSeries(labelValues, 0), expectedSeries);
    }

    /// <param name="expectedSeries">Makes room when it is the family's first series; any number may come.</param>
    public void Add(MetricFamily family, MetricSeries series, int expectedSeries = 1)
    {
        if (!_byFamily.TryGetValue(family, out List<MetricSeries>? list))
        {
            _byFamily.Add(family, list = new List<MetricSeries>(expectedSeries));
        }

        list.Add(series);
        SeriesCount += family.SeriesOfLabels;
    }
}
