using SocketExporter.Metrics;

namespace SocketExporter.Tests.Metrics;

public sealed class MetricWriterTests
{
    private static readonly MetricFamily Sockets = MetricFamily.Gauge("socket_tcp_sockets", "TCP sockets.", "a test", labels: ["family", "state"]);

    private static readonly MetricFamily Times = MetricFamily.Histogram("socket_times", "Times.", "a test", [0.5, 1], labels: ["of"]);

    private readonly MetricSegment _segment = new("tcp");

    [Fact]
    public void Series_stand_under_their_family_in_the_order_of_writing()
    {
        var writer = new MetricWriter(_segment);
        writer.Write(Sockets, 2, "ipv6", "listen");
        writer.Write(Sockets, 1, "ipv4", "listen");

        (MetricFamily family, List<MetricSeries> series) = Assert.Single(_segment.Families);
        Assert.Same(Sockets, family);
        Assert.Equal([2, 1], series.Select(one => one.Value));
        Assert.Equal(["ipv6", "listen"], series[0].LabelValues);
        Assert.Equal(2, _segment.SeriesCount);
    }

    [Fact]
    public void A_wrong_number_of_labels_is_refused()
        => Refuses(writer => writer.Write(Sockets, 1, "ipv4"), "socket_tcp_sockets: 1 label values, expected 2");

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    public void What_is_no_finite_number_is_refused(double value, string spelled)
        => Refuses(
            writer => writer.Write(Sockets, value, "ipv4", "listen"),
            $"socket_tcp_sockets: value {spelled}, expected a finite number");

    [Fact]
    public void An_empty_label_value_is_refused()
        => Refuses(
            writer => writer.Write(Sockets, 1, "ipv4", ""),
            "socket_tcp_sockets: empty label value, expected text or a reserved value such as <none>");

    [Fact]
    public void A_histogram_counts_all_its_lines()
    {
        new MetricWriter(_segment).WriteHistogram(Times, [new(2, 0.1), new(0, 0), new(1, 7)], "a");

        Assert.Equal(5, _segment.SeriesCount); // three buckets, sum, count
        Assert.Equal([new(2, 0.1), new(0, 0), new(1, 7)], _segment.Buckets(Times)[0]);
    }

    [Fact]
    public void A_histogram_without_a_bucket_for_what_is_above_its_bounds_is_refused()
        => Refuses(writer => writer.WriteHistogram(Times, [new(1, 0.1), new(0, 0)], "a"), "socket_times: 2 buckets of a Histogram, expected a histogram with one more than its 2 bounds");

    [Fact]
    public void Buckets_of_what_is_no_histogram_are_refused()
        => Refuses(writer => writer.WriteHistogram(Sockets, [new(0, 0)], "ipv4", "listen"), "socket_tcp_sockets: 1 buckets of a Gauge, expected a histogram with one more than its 0 bounds");

    [Fact]
    public void One_value_of_a_histogram_is_refused()
        => Refuses(writer => writer.Write(Times, 1, "a"), "socket_times: one value, expected the buckets of a histogram");

    [Theory]
    [InlineData(1, 0.6, "1 observations with the mean 0.6 above -Infinity up to 0.5")] // it belongs into the next
    [InlineData(-1, 0.2, "-1 observations with the mean 0.2 above -Infinity up to 0.5")]
    [InlineData(1, double.NaN, "1 observations with the mean NaN above -Infinity up to 0.5")]
    [InlineData(0, 0.2, "0 observations with the mean 0.2 above -Infinity up to 0.5")]
    public void Observations_in_a_bucket_that_is_not_theirs_are_refused(long count, double mean, string found)
        => Refuses(writer => writer.WriteHistogram(Times, [new(count, mean), new(0, 0), new(0, 0)], "a"), $"socket_times: {found}, expected one in between");

    [Fact]
    public void A_series_that_comes_again_shares_its_label_values_and_another_does_not()
    {
        var writer = new MetricWriter(_segment);
        writer.Write(Sockets, 2, "ipv4", "listen");
        writer.Write(Sockets, 1, "ipv6", "listen");
        writer.Write(Sockets, 1, "ipv6", "close");
        var next = new MetricSegment("tcp");
        var second = new MetricWriter(next, _segment);
        second.Write(Sockets, 3, "ipv4", "listen");
        second.Write(Sockets, 3, "ipv6", "established");
        second.Write(Sockets, 3, "ipv6", "close");
        second.Write(Sockets, 4, "ipv6", "close_wait");

        List<MetricSeries> before = _segment.Find(Sockets)!;
        List<MetricSeries> after = next.Find(Sockets)!;
        Assert.Equal(["ipv4 listen 3", "ipv6 established 3", "ipv6 close 3", "ipv6 close_wait 4"], after.Select(one => $"{string.Join(' ', one.LabelValues)} {one.Value}"));
        Assert.Equal([true, false, true], before.Zip(after, (one, other) => ReferenceEquals(one.LabelValues, other.LabelValues)));
    }

    [Fact]
    public void A_known_series_allocates_no_more_than_its_place()
    {
        string[] keys = [.. Enumerable.Range(0, 10_000).Select(i => $"{i}")];
        MetricSegment first = Written(keys, null);

        long start = GC.GetAllocatedBytesForCurrentThread();
        Written(keys, first);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - start;

        // A reference and a number a series, and the list, dictionary and writer around them.
        Assert.InRange(allocated, 0, (10_000 * 16) + 2_000);
    }

    private static MetricSegment Written(string[] keys, MetricSegment? before)
    {
        var segment = new MetricSegment("tcp", before?.Families.Count ?? 0);
        var writer = new MetricWriter(segment, before);
        foreach (string key in keys)
        {
            writer.Write(Sockets, 1, key, "listen");
        }

        return segment;
    }

    private void Refuses(Action<MetricWriter> write, string message)
    {
        CollectException e = Assert.Throws<CollectException>(() => write(new MetricWriter(_segment)));

        Assert.Equal(message, e.Message);
        Assert.Equal(0, _segment.SeriesCount);
    }
}
