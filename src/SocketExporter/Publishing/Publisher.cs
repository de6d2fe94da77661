using SocketExporter.Collectors;
using SocketExporter.Metrics;
using SocketExporter.Snapshots;

namespace SocketExporter.Publishing;

/// <summary>
/// Snapshot + enabled collectors = publication, rendered as clients have lately asked for. It logs nothing. Of a sample it keeps for the next one buffers,
/// registries and what collectors need not make again. A collector that throws, or writes what no page may hold, fails alone: its segment is left out
/// whole. For one thread.
/// </summary>
internal sealed class Publisher
{
    private readonly IReadOnlyList<ICollector> _collectors;
    private readonly PrometheusExposition _exposition;
    private readonly BuildInfo _build;
    private readonly AskedPages _asked;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, PrometheusExposition.FilledSegment> _filled = new(StringComparer.Ordinal);
    private readonly Dictionary<PageFormat, PageBuilder> _builders = [];
    private readonly Dictionary<string, MetricSegment> _before = new(StringComparer.Ordinal);
    private readonly Derivations _derivations = new();
    private readonly GzipPages _gzip = new();

    public Publisher(IReadOnlyList<ICollector> collectors, PrometheusExposition exposition, BuildInfo build, AskedPages asked, TimeProvider time)
    {
        _collectors = collectors;
        _exposition = exposition;
        _build = build;
        _asked = asked;
        _time = time;
    }

    /// <param name="snapshot">The sample, just taken.</param>
    /// <param name="totals">What sampling has done so far, this sample included.</param>
    /// <param name="pace">What the schedule has stretched the interval to.</param>
    /// <param name="self">The own process; null where it can't be read, and then its families are absent.</param>
    public Publication Publish(Snapshot snapshot, SampleTotals totals, SamplingPace pace, ProcessSelf? self)
    {
        long sampledAt = _time.GetTimestamp();
        IReadOnlyList<PageRequest> asked = _asked.Recent();
        IReadOnlyList<PageBuilder> builders = Builders(asked);
        var segments = new List<MetricSegment>(_collectors.Count + 2);
        var results = new List<CollectorResult>(_collectors.Count);
        var familyOwners = new Dictionary<string, string>(StringComparer.Ordinal);
        Claim(OwnSegments.ExporterName, ExporterFamilies.All, familyOwners);
        Claim(OwnSegments.ProcessName, ProcessSelfFamilies.All, familyOwners);
        Claim(OwnSegments.RequestsName, RequestFamilies.All, familyOwners);
        foreach (ICollector collector in _collectors)
        {
            results.Add(Run(collector, snapshot, segments, builders, familyOwners));
        }

        return Finish(new SampleReport(snapshot, results, totals, pace), sampledAt, segments, asked, builders, self);
    }

    /// <summary>The page served on after a failed sample: the same collected series, the daemon's own anew. It is as old as the good sample.</summary>
    public Publication PublishAgain(Publication last, SampleTotals totals, SamplingPace pace, ProcessSelf? self)
    {
        IReadOnlyList<PageRequest> asked = _asked.Recent();
        IReadOnlyList<PageBuilder> builders = Builders(asked);
        var segments = new List<MetricSegment>(last.Segments.Count);
        foreach (MetricSegment segment in last.Segments)
        {
            if (!OwnSegments.IsOwn(segment.Collector))
            {
                segments.Add(segment);
                Append(segment, builders);
            }
        }

        return Finish(last.Report with { Totals = totals, Pace = pace }, last.SampledAt, segments, asked, builders, self);
    }

    private static void Claim(string owner, IEnumerable<MetricFamily> families, Dictionary<string, string> familyOwners)
    {
        foreach (MetricFamily family in families)
        {
            familyOwners.Add(SegmentRules.FamilyName(family), owner);
        }
    }

    private static void CheckThatFamiliesAreFree(MetricSegment segment, Dictionary<string, string> familyOwners)
    {
        foreach ((MetricFamily family, _) in segment.Families)
        {
            if (familyOwners.TryGetValue(SegmentRules.FamilyName(family), out string? owner))
            {
                throw new CollectException($"{family.Name}: already written by {owner}, expected one collector for a family");
            }
        }
    }

    private List<PageBuilder> Builders(IReadOnlyList<PageRequest> asked)
    {
        var builders = new List<PageBuilder>(2);
        foreach (PageFormat format in asked.Select(static page => page.Format).Distinct())
        {
            if (!_builders.TryGetValue(format, out PageBuilder? builder))
            {
                _builders.Add(format, builder = new PageBuilder(format));
            }

            builder.Clear();
            builders.Add(builder);
        }

        return builders;
    }

    private CollectorResult Run(
        ICollector collector, Snapshot snapshot, List<MetricSegment> segments, IReadOnlyList<PageBuilder> builders, Dictionary<string, string> familyOwners)
    {
        if ((collector.Needs & snapshot.FailedSections) != 0)
        {
            return new CollectorResult(collector.Name, TimeSpan.Zero, false, null);
        }

        long start = _time.GetTimestamp();
        string? error = null;
        try
        {
            MetricSegment? before = _before.GetValueOrDefault(collector.Name);
            var segment = new MetricSegment(collector.Name, before?.Families.Count ?? 0);
            collector.Collect(snapshot, new MetricWriter(segment, before, _derivations));
            CheckThatFamiliesAreFree(segment, familyOwners);
            Append(segment, builders);
            segments.Add(segment);
            _before[collector.Name] = segment;
            Claim(collector.Name, segment.Families.Select(static pair => pair.Key), familyOwners);
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

    /// <summary>In every format or in none.</summary>
    private void Append(MetricSegment segment, IReadOnlyList<PageBuilder> builders)
    {
        try
        {
            PrometheusExposition.FilledSegment filled = _exposition.Fill(segment, _filled.GetValueOrDefault(segment.Collector));
            _filled[segment.Collector] = filled;
            foreach (PageBuilder builder in builders)
            {
                builder.Append(segment.Collector, filled.Append);
            }
        }
        catch
        {
            _filled.Remove(segment.Collector);
            foreach (PageBuilder builder in builders)
            {
                builder.Withdraw(segment.Collector);
            }

            throw;
        }
    }

    private Publication Finish(
        SampleReport report, long sampledAt, List<MetricSegment> segments, IReadOnlyList<PageRequest> asked, IReadOnlyList<PageBuilder> builders, ProcessSelf? self)
    {
        RequestsSegment requests = _exposition.Requests();
        int series = segments.Sum(static segment => segment.SeriesCount) + requests.SeriesCount;
        foreach (MetricSegment own in OwnSegments.All(report, isStale: false, series, _build, self))
        {
            segments.Add(own);
            Append(own, builders);
        }

        var publication = new Publication { Report = report, SampledAt = sampledAt, Segments = segments, Requests = requests };
        foreach (PageBuilder builder in builders)
        {
            builder.Append(OwnSegments.RequestsName, requests.Append);
            publication.Add(builder.Finish());
        }

        foreach (PageRequest page in asked.Where(static page => page.Gzip))
        {
            publication.Add(page, _gzip.Compress(publication.Find(page with { Gzip = false })!));
        }

        return publication;
    }
}
