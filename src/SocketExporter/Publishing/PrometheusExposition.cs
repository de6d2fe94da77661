using System.Text;
using Microsoft.AspNetCore.Builder;
using Prometheus;
using SocketExporter.Collectors;
using SocketExporter.Metrics;

namespace SocketExporter.Publishing;

/// <summary>
/// Writes a segment in the Prometheus text format, version 0.0.4. The one file that knows the exposition library. Every segment gets a fresh
/// registry: a long-lived one keeps series that are gone, refuses counters that fall after a reset of the kernel, and mixes two samples in one answer.
/// Only the requests the daemon has answered live long, in a registry of their own, counted by the library's middleware.
/// </summary>
internal sealed class PrometheusExposition
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>HELP, TYPE: the lines of a family besides its series.</summary>
    private const int LinesOfFamily = 2;

    // Without this a family without labels shows a 0 that nobody has written.
    private static readonly GaugeConfiguration GaugeOnlyWhenSet = new() { SuppressInitialValue = true };
    private static readonly CounterConfiguration CounterOnlyWhenSet = new() { SuppressInitialValue = true };

    private readonly CollectorRegistry _requests = Prometheus.Metrics.NewCustomRegistry();
    private readonly Counter _requestsReceived;
    private readonly Gauge _requestsInProgress;

    public PrometheusExposition()
    {
        MetricFactory factory = Prometheus.Metrics.WithCustomRegistry(_requests);
        MetricFamily received = RequestFamilies.ReceivedTotal;
        MetricFamily inProgress = RequestFamilies.InProgress;
        _requestsReceived = factory.CreateCounter(received.Name, received.Help, [.. received.Labels]);
        _requestsInProgress = factory.CreateGauge(inProgress.Name, inProgress.Help);

        // What alerts ask for is there from the start.
        _requestsReceived.WithLabels("200").Publish();
        _requestsReceived.WithLabels("503").Publish();
    }

    /// <summary>Appends the segment's text to the page. On an exception the page is as it was before.</summary>
    /// <exception cref="CollectException">The segment holds what the text format can't: a family twice, a series twice, a HELP with a line break, a counter below 0.</exception>
    public static void Append(MetricSegment segment, MemoryStream page)
    {
        long start = page.Length;
        try
        {
            Write(segment, page);
            CheckThatNoSeriesWasLost(segment, page.GetBuffer().AsSpan((int)start, (int)(page.Length - start)));
        }
        catch
        {
            page.SetLength(start);
            throw;
        }
    }

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

    /// <summary>Appends what <see cref="CountRequests"/> has counted until now.</summary>
    public void AppendRequests(MemoryStream page) => Export(_requests, page);

    private static void Write(MetricSegment segment, MemoryStream page)
    {
        CollectorRegistry registry = Prometheus.Metrics.NewCustomRegistry();
        IMetricFactory factory = Prometheus.Metrics.WithCustomRegistry(registry);
        var names = new HashSet<string>(segment.Families.Count, StringComparer.Ordinal);
        foreach ((MetricFamily family, List<MetricSeries> series) in segment.Families)
        {
            if (!names.Add(family.Name))
            {
                throw new CollectException($"{family.Name}: declared twice in {segment.Collector}, expected one declaration of a name");
            }

            Fill(factory, family, series);
        }

        Export(registry, page);
    }

    // A MemoryStream never waits: the task is complete when it is returned.
    private static void Export(CollectorRegistry registry, MemoryStream page)
        => registry.CollectAndExportAsTextAsync(page).GetAwaiter().GetResult();

    private static void Fill(IMetricFactory factory, MetricFamily family, List<MetricSeries> series)
    {
        if (family.Help.AsSpan().ContainsAny('\n', '\r', '\\'))
        {
            throw new CollectException($"{family.Name}: HELP with a line break or backslash, expected one plain line (the library doesn't escape it)");
        }

        string[] labels = [.. family.Labels];
        switch (family.Type)
        {
            case MetricType.Gauge:
                Gauge gauge = factory.CreateGauge(family.Name, family.Help, labels, GaugeOnlyWhenSet);
                foreach (MetricSeries one in series)
                {
                    gauge.WithLabels(Printable(one.LabelValues)).Set(one.Value);
                }

                break;
            case MetricType.Counter:
                Counter counter = factory.CreateCounter(family.Name, family.Help, labels, CounterOnlyWhenSet);
                foreach (MetricSeries one in series)
                {
                    if (one.Value < 0)
                    {
                        throw new CollectException($"{family.Name}: counter at {one.Value}, expected 0 or more");
                    }

                    counter.WithLabels(Printable(one.LabelValues)).IncTo(one.Value);
                }

                break;
            default:
                throw new CollectException($"{family.Name}: type {family.Type}, expected a gauge or a counter");
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

    /// <summary>Two equal series become one child in the library and the first value is lost without a word; line breaks inside labels are escaped, so lines tell.</summary>
    private static void CheckThatNoSeriesWasLost(MetricSegment segment, ReadOnlySpan<byte> text)
    {
        int found = text.Count((byte)'\n');
        int expected = segment.SeriesCount + (segment.Families.Count * LinesOfFamily);
        if (found != expected)
        {
            throw new CollectException($"{segment.Collector}: {found} lines on the page, expected {expected}; a series was written twice{FirstDouble(segment)}");
        }
    }

    private static string FirstDouble(MetricSegment segment)
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
}
