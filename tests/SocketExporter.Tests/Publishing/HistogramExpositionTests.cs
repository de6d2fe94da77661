using System.Text;
using CsCheck;
using SocketExporter.Metrics;
using SocketExporter.Publishing;
using static SocketExporter.Tests.Publishing.TextRendering;

namespace SocketExporter.Tests.Publishing;

public sealed class HistogramExpositionTests
{
    private static readonly MetricFamily Times = MetricFamily.Histogram("socket_times_seconds", "Times.", "a test", [0.5, 1], labels: ["of"]);

    [Fact]
    public void A_histogram_is_written_with_what_is_up_to_each_bound_and_its_sum()
    {
        string text = Render(writer =>
        {
            writer.WriteHistogram(Times, [new(2, 0.25), new(0, 0), new(4, 2.5)], "a");
            writer.WriteHistogram(Times, [new(0, 0), new(0, 0), new(0, 0)], "b");
        });

        Assert.Equal(
            """
            # HELP socket_times_seconds Times.
            # TYPE socket_times_seconds histogram
            socket_times_seconds_sum{of="a"} 10.5
            socket_times_seconds_count{of="a"} 6
            socket_times_seconds_bucket{of="a",le="0.5"} 2
            socket_times_seconds_bucket{of="a",le="1"} 2
            socket_times_seconds_bucket{of="a",le="+Inf"} 6
            socket_times_seconds_sum{of="b"} 0
            socket_times_seconds_count{of="b"} 0
            socket_times_seconds_bucket{of="b",le="0.5"} 0
            socket_times_seconds_bucket{of="b",le="1"} 0
            socket_times_seconds_bucket{of="b",le="+Inf"} 0

            """,
            text);
    }

    [Fact]
    public void In_openmetrics_bounds_are_numbers_with_a_point()
    {
        var segment = new MetricSegment("test");
        new MetricWriter(segment).WriteHistogram(Times, [new(2, 0.25), new(1, 1), new(0, 0)], "a");
        var page = new MemoryStream();
        new PrometheusExposition().Fill(segment, before: null).Append(PageFormat.OpenMetrics, page);

        Assert.Equal(
            """
            # HELP socket_times_seconds Times.
            # TYPE socket_times_seconds histogram
            socket_times_seconds_sum{of="a"} 1.5
            socket_times_seconds_count{of="a"} 3
            socket_times_seconds_bucket{of="a",le="0.5"} 2
            socket_times_seconds_bucket{of="a",le="1.0"} 3
            socket_times_seconds_bucket{of="a",le="+Inf"} 3

            """,
            Encoding.UTF8.GetString(page.ToArray()));
    }

    [Fact]
    public void The_registry_of_a_histogram_is_kept_while_nothing_is_observed_and_made_anew_then()
    {
        var exposition = new PrometheusExposition();
        PrometheusExposition.FilledSegment first = Rendered(exposition, Histogram(new(2, 0.25)), null);

        Assert.Same(first, exposition.Fill(Histogram(new(2, 0.25)), first));
        Assert.NotSame(first, exposition.Fill(Histogram(new(3, 0.25)), first));
        Assert.NotSame(first, exposition.Fill(Histogram(new(2, 0.3)), first));
    }

    [Fact]
    public void Counts_and_sum_of_a_histogram_never_fall_whatever_is_observed()
    {
        // As round-trip times are: whole microseconds, sorted into buckets.
        Gen.UInt[1, 5_000_000].Array[1, 40].Array[1, 30].Sample(samples =>
        {
            ulong[] counts = new ulong[3];
            ulong[] sums = new ulong[3];
            double[] before = new double[5];
            foreach (uint[] observed in samples)
            {
                foreach (uint microseconds in observed)
                {
                    int bucket = microseconds <= 500_000 ? 0 : microseconds <= 1_000_000 ? 1 : 2;
                    counts[bucket]++;
                    sums[bucket] += microseconds;
                }

                double[] now = [.. TextFormat.Parse(RenderBytes(writer => writer.WriteHistogram(
                    Times,
                    [.. counts.Zip(sums, (count, sum) => new HistogramBucket((long)count, count == 0 ? 0 : (double)sum / count / 1e6))],
                    "a"))).Select(series => series.Value)];
                Assert.All(now.Zip(before), pair => Assert.True(pair.First >= pair.Second));
                Assert.Equal(counts.Aggregate(0UL, (all, count) => all + count), now[1]);
                Assert.Equal(sums.Aggregate(0UL, (all, sum) => all + sum) / 1e6, now[0], 1e-9);
                before = now;
            }
        }, iter: 50);
    }

    [Theory]
    [InlineData("of", 1, 0.5)]
    [InlineData("of", 1, 1)]
    [InlineData("of", 1, double.PositiveInfinity)]
    [InlineData("le", 0.5, 1)]
    public void A_histogram_that_the_library_would_make_something_else_of_is_refused(string label, double first, double second)
    {
        MetricFamily family = MetricFamily.Histogram("socket_times_seconds", "Times.", "a test", [first, second], labels: [label]);

        CollectException e = Assert.Throws<CollectException>(() => SegmentRules.Check(SegmentOf(family)));
        Assert.EndsWith("expected bounds that rise and no label le", e.Message, StringComparison.Ordinal);

        static MetricSegment SegmentOf(MetricFamily family)
        {
            var segment = new MetricSegment("test");
            segment.AddHistogram(family, ["a"], [new(0, 0), new(0, 0), new(0, 0)]);
            return segment;
        }
    }

    private static MetricSegment Histogram(HistogramBucket lowest)
    {
        var segment = new MetricSegment("test");
        new MetricWriter(segment).WriteHistogram(Times, [lowest, new(0, 0), new(0, 0)], "a");
        return segment;
    }

}
