using CsCheck;
using SocketExporter.Collectors;
using SocketExporter.Kernel.Links;
using SocketExporter.Metrics;
using SocketExporter.Sampling;
using SocketExporter.Sampling.Routing;
using SocketExporter.Snapshots;
using SocketExporter.Tests.Hosts;

namespace SocketExporter.Tests.Sampling;

/// <summary>What must hold of every page, whatever comes and goes on a host: the properties of folding, over all families at once.</summary>
public sealed class FoldedHostTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan BetweenSamples = TimeSpan.FromMinutes(3);

    private static readonly ICollector[] Keyed = [.. CollectorList.All.Where(static collector => collector.Families.Any(static family => family.KeySet != KeySet.None))];

    [Fact]
    public void Every_folded_gauge_has_the_sum_or_the_maximum_of_the_unfolded_one()
    {
        Gen.Int.Sample(
            seed =>
            {
                var host = new RandomHost(seed);
                var folding = new KeyFolding();
                for (int sample = 0; sample < 4; sample++)
                {
                    Snapshot snapshot = host.Next(new Snapshot { TakenAt = Start });
                    Snapshot folded = folding.Fold(snapshot, Start + (sample * BetweenSamples));
                    Assert.Equal(Totals(snapshot with { Interfaces = [] }), Totals(folded));
                }
            },
            iter: 25);
    }

    [Fact]
    public void No_counter_falls_and_their_increases_equal_the_unfolded_ones()
    {
        Gen.Int.Sample(
            seed =>
            {
                var host = new RandomHost(seed);
                var folding = new KeyFolding();
                var last = new Dictionary<(MetricFamily, string), double>();
                double increases = 0;
                double unfolded = 0;
                for (int sample = 0; sample < 8; sample++)
                {
                    Snapshot snapshot = host.Next(new Snapshot { TakenAt = Start });
                    unfolded += snapshot.Endpoints.Sum(static group => group.Drops + group.FullSeconds);
                    foreach ((MetricFamily family, MetricSeries series) in Series(folding.Fold(snapshot, Start + (sample * BetweenSamples))))
                    {
                        if (family.Type == MetricType.Counter)
                        {
                            (MetricFamily, string) key = (family, string.Join('\0', series.LabelValues));
                            double before = last.GetValueOrDefault(key);
                            Assert.True(series.Value >= before, $"{family.Name} {string.Join(' ', series.LabelValues)}: from {before} to {series.Value}");
                            increases += family.KeySet == KeySet.Listener ? series.Value - before : 0;
                            last[key] = series.Value;
                        }
                    }
                }

                Assert.Equal(unfolded, increases);
            },
            iter: 25);
    }

    [Fact]
    public void What_connections_count_is_credited_to_the_service_that_shows_it_and_to_no_other()
    {
        Gen.Int.Sample(
            seed =>
            {
                var host = new RandomHost(seed);
                var folding = new KeyFolding();
                var last = new Dictionary<(string, Direction, ServicePort), double>();
                for (int sample = 0; sample < 8; sample++)
                {
                    Snapshot snapshot = host.Next(new Snapshot { TakenAt = Start });
                    Snapshot folded = folding.Fold(snapshot, Start + (sample * BetweenSamples));
                    Assert.InRange(folded.RoundTrips!.Count(static row => row.Port != ServicePort.Other), 0, KeyLimits.RoundTripServices);
                    double increases = 0;
                    foreach ((string family, Direction direction, ServicePort port, double value) in Counted(folded))
                    {
                        double before = last.GetValueOrDefault((family, direction, port));
                        Assert.True(value >= before, $"{family} {direction} {port}: from {before} to {value}");
                        increases += value - before;
                        last[(family, direction, port)] = value;
                    }

                    Assert.Equal(Counted(snapshot).Sum(static one => one.Value), increases);
                }
            },
            iter: 25);
    }

    [Fact]
    public void What_interfaces_count_is_credited_to_the_series_that_shows_them_at_that_moment()
    {
        Gen.Int.Sample(
            seed =>
            {
                var host = new RandomHost(seed);
                var folding = new KeyFolding();
                var last = new Dictionary<string, double>();
                for (int sample = 0; sample < 8; sample++)
                {
                    Snapshot snapshot = host.Next(new Snapshot { TakenAt = Start });
                    IReadOnlyList<InterfaceRow> shown = folding.Fold(snapshot, Start + (sample * BetweenSamples)).Interfaces!;
                    HashSet<string> names = [.. shown.Select(static row => row.Name)];
                    foreach (InterfaceRow row in shown)
                    {
                        ulong credited = row.Name == ReservedLabel.Other
                            ? host.ReceivedSinceLast.Where(one => !names.Contains(one.Key)).Aggregate(0UL, static (sum, one) => sum + one.Value)
                            : host.ReceivedSinceLast[row.Name];

                        // A name that was never shown begins with what the kernel shows, and with nothing of what <other> has been credited with.
                        double expected = last.TryGetValue(row.Name, out double before) ? before + credited
                            : row.Name == ReservedLabel.Other ? credited : KernelsValue(snapshot.Links!, row.Name);
                        Assert.Equal(expected, row.Statistics!.Value.ReceivedBytes);
                        last[row.Name] = row.Statistics.Value.ReceivedBytes;
                    }
                }
            },
            iter: 100);
    }

    [Fact]
    public void A_page_never_exceeds_its_limits()
    {
        Snapshot recorded = WholePage.Recorded("web-server");
        Gen.Int.Sample(
            seed =>
            {
                var host = new RandomHost(seed);
                var folding = new KeyFolding();
                var page = new WholePage();
                for (int sample = 0; sample < 5; sample++)
                {
                    Snapshot full = RestOfHost.With(host.Next(recorded), RouteTally.MaxCounts, RouteTally.MaxDefaults, users: 200);
                    Snapshot folded = folding.Fold(full, Start + (sample * BetweenSamples));
                    Assert.InRange(page.SeriesOf(folded), 1, KeyLimits.PageSeries);
                    Assert.All(folded.KeySets, static set => Assert.InRange(set.Shown, 0, set.Limit));
                }
            },
            iter: 8);
    }

    private static IEnumerable<(string Family, Direction Direction, ServicePort Port, double Value)> Counted(Snapshot snapshot)
    {
        (string, IReadOnlyList<ServiceTotal>)[] counters =
        [
            ("again", snapshot.Retransmissions!), ("started", snapshot.TimeWaitStarts), ("segments", snapshot.Traffic!.SentSegments), ("sent", snapshot.Traffic.SentBytes), ("received", snapshot.Traffic.ReceivedBytes),
        ];
        return
        [
            .. counters.SelectMany(static counter => counter.Item2.Select(total => (counter.Item1, total.Direction, total.Port, (double)total.Total))),
            .. snapshot.RoundTrips!.SelectMany(static row => row.Counts.Select((count, bucket) => ($"le{bucket}", row.Direction, row.Port, (double)count))),
            .. snapshot.RoundTrips!.Select(static row => ("sum", row.Direction, row.Port, row.Microseconds.Sum(static one => (double)one))),
        ];
    }

    private static double KernelsValue(LinkTable links, string name) => links.Rows.Single(link => link.Name == name).Statistics!.Value.ReceivedBytes;

    private static IEnumerable<(MetricFamily Family, MetricSeries Series)> Series(Snapshot snapshot)
    {
        foreach (ICollector collector in Keyed)
        {
            var segment = new MetricSegment(collector.Name);
            collector.Collect(snapshot, new MetricWriter(segment));
            foreach ((MetricFamily family, List<MetricSeries> list) in segment.Families)
            {
                foreach (MetricSeries series in list)
                {
                    yield return (family, series);
                }
            }
        }
    }

    /// <summary>Of each gauge that folds, by the labels that are no part of the key: sum or maximum. What is 0 is left out: a shown key says it, a folded one may not.</summary>
    private static SortedDictionary<string, double> Totals(Snapshot snapshot)
    {
        var totals = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach ((MetricFamily family, MetricSeries series) in Series(snapshot))
        {
            if (family.Type != MetricType.Gauge || family.Fold == Fold.None || series.Value == 0)
            {
                continue;
            }

            string[] key = LabelsOfKey(family.KeySet);
            string name = family.Name + string.Concat(family.Labels.Zip(series.LabelValues).Where(pair => !key.Contains(pair.First)).Select(static pair => $" {pair.First}={pair.Second}"));
            double sofar = totals.GetValueOrDefault(name);
            totals[name] = family.Fold == Fold.Sum ? sofar + series.Value : Math.Max(sofar, series.Value);
        }

        return totals;
    }

    /// <summary>A direction is part of the key of a service, but its &lt;other&gt; keeps it. The process that some families add is folded with the processes.</summary>
    private static string[] LabelsOfKey(KeySet keys) => keys switch
    {
        KeySet.Service => ["port", "process"],
        KeySet.Listener => ["address", "port", "process"],
        KeySet.Process => ["process"],
        KeySet.Uid => ["uid"],
        KeySet.Unit => ["unit"],
        KeySet.Container => ["container_id", "pod_uid"],
        KeySet.UnixPath => ["path", "process"],
        KeySet.Interface => ["interface"],
        KeySet.Tuple => ["source", "destination", "port"],
        _ => throw new ArgumentOutOfRangeException(nameof(keys), keys, "no key set of this program"),
    };
}
