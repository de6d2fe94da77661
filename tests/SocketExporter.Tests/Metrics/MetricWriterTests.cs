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

    private void Refuses(Action<MetricWriter> write, string message)
    {
        CollectException e = Assert.Throws<CollectException>(() => write(new MetricWriter(_segment)));

        Assert.Equal(message, e.Message);
        Assert.Equal(0, _segment.SeriesCount);
    }
}
