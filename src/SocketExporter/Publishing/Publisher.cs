using System.Diagnostics;
using SocketExporter.Collectors;
using SocketExporter.Metrics;
using SocketExporter.Snapshots;

namespace SocketExporter.Publishing;

/// <summary>
/// Snapshot + enabled collectors = publication. A function but for the clock that times collectors: it logs nothing and keeps nothing but the size of its last page. A collector
/// that throws, or writes what no page may hold, fails alone: its segment is left out whole.
/// </summary>
internal sealed class Publisher
{
    /// <summary>The segments of the daemon itself; no collector may have these names.</summary>
    public const string ExporterSegment = "exporter";
    public const string ProcessSegment = "process";
    public const string HttpSegment = "http";

    private readonly IReadOnlyList<ICollector> _collectors;
    private readonly PrometheusExposition _exposition;
    private readonly BuildInfo _build;
    private readonly TimeProvider _time;
    private int _lastPageBytes;

    public Publisher(IReadOnlyList<ICollector> collectors, PrometheusExposition exposition, BuildInfo build, TimeProvider time)
    {
        _collectors = collectors;
        _exposition = exposition;
        _build = build;
        _time = time;
    }

    /// <param name="snapshot">The sample.</param>
    /// <param name="totals">What sampling has done so far, this sample included.</param>
    /// <param name="self">The own process; null where it can't be read, and then its families are absent.</param>
    public Publication Publish(Snapshot snapshot, SampleTotals totals, ProcessSelf? self)
    {
        var page = new MemoryStream(_lastPageBytes);
        var segments = new List<(string Collector, int Start)>(_collectors.Count + 3);
        var results = new List<CollectorResult>(_collectors.Count);
        var familyOwners = new Dictionary<string, string>(StringComparer.Ordinal);
        Claim(ExporterSegment, ExporterFamilies.All, familyOwners);
        Claim(ProcessSegment, ProcessSelfFamilies.All, familyOwners);
        Claim(HttpSegment, RequestFamilies.All, familyOwners);

        foreach (ICollector collector in _collectors)
        {
            int start = (int)page.Length;
            CollectorResult result = Run(collector, snapshot, page, familyOwners);
            results.Add(result);
            if (result.Success)
            {
                segments.Add((collector.Name, start));
            }
        }

        return Finish(snapshot, results, segments, page, totals, self);
    }

    /// <summary>The page served on after a failed sample: the same collected series, the daemon's own anew.</summary>
    public Publication PublishAgain(Publication last, SampleTotals totals, ProcessSelf? self)
    {
        var page = new MemoryStream(last.Text.Length);
        var segments = new List<(string Collector, int Start)>(last.Segments.Count);
        foreach (PublishedSegment segment in last.Segments)
        {
            if (segment.Collector is not (ExporterSegment or ProcessSegment or HttpSegment))
            {
                segments.Add((segment.Collector, (int)page.Length));
                page.Write(segment.Text.Span);
            }
        }

        return Finish(last.Snapshot, last.Results, segments, page, totals, self);
    }

    private static void Claim(string owner, IReadOnlyList<MetricFamily> families, Dictionary<string, string> familyOwners)
    {
        foreach (MetricFamily family in families)
        {
            familyOwners.Add(family.Name, owner);
        }
    }

    private static void CheckThatFamiliesAreFree(MetricSegment segment, Dictionary<string, string> familyOwners)
    {
        foreach ((MetricFamily family, _) in segment.Families)
        {
            if (familyOwners.TryGetValue(family.Name, out string? owner))
            {
                throw new CollectException($"{family.Name}: already written by {owner}, expected one collector for a family");
            }
        }
    }

    private CollectorResult Run(ICollector collector, Snapshot snapshot, MemoryStream page, Dictionary<string, string> familyOwners)
    {
        if ((collector.Needs & snapshot.FailedSections) != 0)
        {
            return new CollectorResult(collector.Name, TimeSpan.Zero, false, null);
        }

        long start = _time.GetTimestamp();
        string? error = null;
        try
        {
            var segment = new MetricSegment(collector.Name);
            collector.Collect(snapshot, new MetricWriter(segment));
            CheckThatFamiliesAreFree(segment, familyOwners);
            PrometheusExposition.Append(segment, page);
            Claim(collector.Name, [.. segment.Families.Select(pair => pair.Key)], familyOwners);
        }
        catch (CollectException e)
        {
            error = e.Message;
        }
#pragma warning disable CA1031 // A defect of one collector must not take the others' series away.
        catch (Exception e)
#pragma warning restore CA1031
        {
            error = e.ToString();
        }

        return new CollectorResult(collector.Name, _time.GetElapsedTime(start), error is null, error);
    }

    private Publication Finish(
        Snapshot snapshot,
        IReadOnlyList<CollectorResult> results,
        List<(string Collector, int Start)> segments,
        MemoryStream page,
        SampleTotals totals,
        ProcessSelf? self)
    {
        segments.Add((ExporterSegment, (int)page.Length));
        PrometheusExposition.Append(OwnSegments.Exporter(snapshot, results, totals, _build), page);
        if (self is not null)
        {
            segments.Add((ProcessSegment, (int)page.Length));
            PrometheusExposition.Append(OwnSegments.Process(self), page);
        }

        segments.Add((HttpSegment, (int)page.Length));
        _exposition.AppendRequests(page);

        byte[] text = page.ToArray();
        _lastPageBytes = text.Length;
        var published = new PublishedSegment[segments.Count];
        for (int i = 0; i < published.Length; i++)
        {
            int end = i + 1 < published.Length ? segments[i + 1].Start : text.Length;
            published[i] = new PublishedSegment(segments[i].Collector, text.AsMemory(segments[i].Start, end - segments[i].Start));
        }

        return new Publication(snapshot, results, published, text);
    }
}
