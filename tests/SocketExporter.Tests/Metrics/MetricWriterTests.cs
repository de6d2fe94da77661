using SocketExporter.Metrics;

namespace SocketExporter.Tests.Metrics;

public sealed class MetricWriterTests
{
    private static readonly MetricFamily Sockets = MetricFamily.Gauge("socket_tcp_sockets", "TCP sockets.", "a test", labels: ["family", "state"]);

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
