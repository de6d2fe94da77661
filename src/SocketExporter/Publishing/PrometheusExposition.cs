using System.Text;
using Microsoft.AspNetCore.Builder;
using Prometheus;
using SocketExporter.Collectors;
using SocketExporter.Metrics;

namespace SocketExporter.Publishing;

/// <summary>
/// Writes segments in the exposition formats. The one file that knows the exposition library. A segment has a registry of its own, which is kept
/// for the next sample only where that has the very same series and no counter fell: a registry that lives on keeps series that are gone and
/// refuses counters that fall after a reset of the kernel. The requests the daemon has answered live in a registry of the daemon's life, counted by
/// the library's middleware.
/// </summary>
internal sealed class PrometheusExposition
{
    /// <summary>HELP, TYPE: the lines of a family besides its series.</summary>
    private const int LinesOfFamily = 2;

    // Without the suppression a family without labels shows a 0 that nobody has written; exemplars would be the traces of scrapes.
    private static readonly GaugeConfiguration GaugeOnlyWhenSet = new() { SuppressInitialValue = true };
    private static readonly CounterConfiguration CounterOnlyWhenSet = new() { SuppressInitialValue = true, ExemplarBehavior = ExemplarBehavior.NoExemplars() };

    private readonly CollectorRegistry _requests = Prometheus.Metrics.NewCustomRegistry();
    private readonly Counter _requestsReceived;
    private readonly Gauge _requestsInProgress;
    private long _exports;

    public PrometheusExposition()
    {
        MetricFactory factory = Prometheus.Metrics.WithCustomRegistry(_requests);
        MetricFamily received = RequestFamilies.ReceivedTotal;
        MetricFamily inProgress = RequestFamilies.InProgress;
        _requestsReceived = factory.CreateCounter(
            received.Name, received.Help, [.. received.Labels], new CounterConfiguration { ExemplarBehavior = ExemplarBehavior.NoExemplars() });
        _requestsInProgress = factory.CreateGauge(inProgress.Name, inProgress.Help);

        // What alerts ask for is there from the start.
        _requestsReceived.WithLabels("200").Publish();
        _requestsReceived.WithLabels("503").Publish();
    }

    /// <summary>Registries written out since the start.</summary>
    public long Exports => Volatile.Read(ref _exports);

    public static string ContentType(PageFormat format) => format == PageFormat.Text
        ? "text/plain; version=0.0.4; charset=utf-8"
        : "application/openmetrics-text; version=1.0.0; charset=utf-8";

    /// <param name="before">The registry of the sample before, which may be given on; null for a new one.</param>
    /// <exception cref="CollectException">The segment holds what a format can't: see <see cref="SegmentRules"/>.</exception>
    public FilledSegment Fill(MetricSegment segment, FilledSegment? before)
        => before is not null && before.TryUpdate(segment) ? before : new FilledSegment(this, segment);

    /// <summary>
    /// Counts what comes after it in the pipeline. By code alone: a client is free to invent methods and paths. No durations: an answer is a copy
    /// of bytes, and its time is the client's.
    /// </summary>
    public void CountRequests(IApplicationBuilder app)
        => app.UseHttpMetrics(options =>
        {
            options.CaptureMetricsUrl = true;
            options.RequestCount.Counter = _requestsReceived;
            options.InProgress.Gauge = _requestsInProgress;
            options.RequestDuration.Enabled = false;
        });

    /// <summary>What <see cref="CountRequests"/> has counted until now.</summary>
    public RequestsSegment Requests() => new(ExportRequests(PageFormat.Text), ExportRequests(PageFormat.OpenMetrics));

    private byte[] ExportRequests(PageFormat format)
    {
        var page = new MemoryStream();
        Export(_requests, format, page);
        return page.ToArray();
    }

    /// <summary>Without the end of an OpenMetrics page, which stands once behind all segments.</summary>
    private void Export(CollectorRegistry registry, PageFormat format, MemoryStream page)
    {
        // A MemoryStream never waits: the task is complete when it is returned.
        registry.CollectAndExportAsTextAsync(page, format == PageFormat.Text ? ExpositionFormat.PrometheusText : ExpositionFormat.OpenMetricsText)
            .GetAwaiter().GetResult();
        Interlocked.Increment(ref _exports);
        if (page.GetBuffer().AsSpan(0, (int)page.Length).EndsWith("# EOF\n"u8))
        {
            page.SetLength(page.Length - "# EOF\n"u8.Length);
        }
    }

    /// <summary>A segment's registry with the handles of its series. For one thread.</summary>
    internal sealed class FilledSegment
    {
        private readonly PrometheusExposition _exposition;
        private readonly CollectorRegistry _registry = Prometheus.Metrics.NewCustomRegistry();
        private readonly List<FilledFamily> _families;
        private MetricSegment _segment;
        private bool _isChecked;

        public FilledSegment(PrometheusExposition exposition, MetricSegment segment)
        {
            SegmentRules.Check(segment);
            _exposition = exposition;
            _segment = segment;
            _families = new List<FilledFamily>(segment.Families.Count);
            IMetricFactory factory = Prometheus.Metrics.WithCustomRegistry(_registry);
            foreach ((MetricFamily family, List<MetricSeries> series) in segment.Families)
            {
                _families.Add(new FilledFamily(factory, family, series, segment));
            }
        }

        /// <exception cref="CollectException">A series was written twice: the page is no longer of use behind where it was.</exception>
        public void Append(PageFormat format, MemoryStream page)
        {
            int start = (int)page.Length;
            _exposition.Export(_registry, format, page);
            if (!_isChecked)
            {
                CheckThatNoSeriesWasLost(page.GetBuffer().AsSpan(start, (int)page.Length - start));
                _isChecked = true;
            }
        }

        /// <summary>False where the registry is of no use for this sample; it may then hold values of both.</summary>
        public bool TryUpdate(MetricSegment segment)
        {
            if (!_isChecked || segment.Families.Count != _families.Count)
            {
                return false;
            }

            int index = 0;
            foreach ((MetricFamily family, List<MetricSeries> series) in segment.Families)
            {
                if (!_families[index++].TryUpdate(family, series, segment))
                {
                    return false;
                }
            }

            _segment = segment;
            return true;
        }

        /// <summary>Two equal series become one child in the library and the first value is lost without a word; line breaks inside labels are escaped, so lines tell.</summary>
        private void CheckThatNoSeriesWasLost(ReadOnlySpan<byte> text)
        {
            int found = text.Count((byte)'\n');
            int expected = _segment.SeriesCount + (_segment.Families.Count * LinesOfFamily);
            if (found != expected)
            {
                throw new CollectException(
                    $"{_segment.Collector}: {found} lines on the page, expected {expected}; a series was written twice{SegmentRules.FirstDouble(_segment)}");
            }
        }
    }

    private sealed class FilledFamily
    {
        private readonly MetricFamily _family;
        private readonly Gauge.Child[] _gauges = [];
        private readonly Counter.Child[] _counters = [];
        private readonly IReadOnlyList<IReadOnlyList<HistogramBucket>>? _histograms;
        private List<MetricSeries> _series;

        public FilledFamily(IMetricFactory factory, MetricFamily family, List<MetricSeries> series, MetricSegment segment)
        {
            _family = family;
            _series = series;
            string[] labels = [.. family.Labels];
            if (family.Type == MetricType.Gauge)
            {
                Gauge gauge = factory.CreateGauge(family.Name, family.Help, labels, GaugeOnlyWhenSet);
                _gauges = new Gauge.Child[series.Count];
                for (int i = 0; i < series.Count; i++)
                {
                    _gauges[i] = gauge.WithLabels(Printable(series[i].LabelValues));
                    _gauges[i].Set(series[i].Value);
                }
            }
            else if (family.Type == MetricType.Histogram)
            {
                _histograms = segment.Buckets(family);
                FillHistogram(factory, family, labels, series, _histograms);
            }
            else
            {
                Counter counter = factory.CreateCounter(family.Name, family.Help, labels, CounterOnlyWhenSet);
                _counters = new Counter.Child[series.Count];
                for (int i = 0; i < series.Count; i++)
                {
                    _counters[i] = counter.WithLabels(Printable(series[i].LabelValues));
                    _counters[i].IncTo(series[i].Value);
                }
            }
        }

        public bool TryUpdate(MetricFamily family, List<MetricSeries> series, MetricSegment segment)
        {
            if (family != _family || series.Count != _series.Count)
            {
                return false;
            }

            for (int i = 0; i < series.Count; i++)
            {
                // The very same array, most times: see MetricWriter.
                string[] labels = series[i].LabelValues;
                if (labels != _series[i].LabelValues && !labels.AsSpan().SequenceEqual(_series[i].LabelValues))
                {
                    return false;
                }

                double value = series[i].Value;
                if (_histograms is not null)
                {
                    // Made anew, and never added to: its sum would not be the same in the next registry, and must never fall.
                    if (!segment.Buckets(family)[i].SequenceEqual(_histograms[i]))
                    {
                        return false;
                    }
                }
                else if (_gauges.Length > 0)
                {
                    _gauges[i].Set(value);
                }
                else if (value < _series[i].Value)
                {
                    return false;
                }
                else
                {
                    _counters[i].IncTo(value);
                }
            }

            _series = series;
            return true;
        }

        /// <summary>
        /// The library takes observations, not counts: as many of the mean of each bucket as the bucket has. That leaves the counts exact, and
        /// the sum to 15 digits.
        /// </summary>
        private static void FillHistogram(
            IMetricFactory factory, MetricFamily family, string[] labels, List<MetricSeries> series, IReadOnlyList<IReadOnlyList<HistogramBucket>> buckets)
        {
            Histogram histogram = factory.CreateHistogram(
                family.Name,
                family.Help,
                labels,
                new HistogramConfiguration { Buckets = [.. family.Bounds], SuppressInitialValue = true, ExemplarBehavior = ExemplarBehavior.NoExemplars() });
            for (int i = 0; i < series.Count; i++)
            {
                Histogram.Child child = histogram.WithLabels(Printable(series[i].LabelValues));
                child.Publish(); // also where nothing was observed
                foreach (HistogramBucket bucket in buckets[i].Where(static bucket => bucket.Count > 0))
                {
                    child.Observe(bucket.Mean, bucket.Count);
                }
            }
        }

        /// <summary>
        /// The library escapes quote, backslash and newline; half a surrogate pair it would turn into a question mark. The span overload of
        /// WithLabels copies the array only when the series is new, and never keeps ours.
        /// </summary>
        private static ReadOnlySpan<string> Printable(string[] labelValues)
        {
            foreach (string value in labelValues)
            {
                if (value.AsSpan().ContainsAnyInRange('\ud800', '\udfff'))
                {
                    return Array.ConvertAll(labelValues, WithoutLoneSurrogates);
                }
            }

            return labelValues;
        }

        private static string WithoutLoneSurrogates(string value)
        {
            var text = new StringBuilder(value.Length);
            foreach (Rune rune in value.EnumerateRunes())
            {
                // The enumeration gives U+FFFD for each half.
                text.Append(rune.ToString());
            }

            return text.ToString();
        }
    }
}
