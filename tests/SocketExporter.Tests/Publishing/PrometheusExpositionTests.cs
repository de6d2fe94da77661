using System.Diagnostics;
using System.Text;
using CsCheck;
using SocketExporter.Collectors;
using SocketExporter.Metrics;
using SocketExporter.Publishing;
using static SocketExporter.Tests.Publishing.TextRendering;

namespace SocketExporter.Tests.Publishing;

public sealed class PrometheusExpositionTests
{
    private static readonly MetricFamily Sockets = MetricFamily.Gauge("socket_tcp_sockets", "TCP sockets.", "a test", labels: ["family", "state"]);
    private static readonly MetricFamily Drops = MetricFamily.Counter("socket_drops_total", "Drops.", "a test");
    private static readonly MetricFamily Odd = MetricFamily.Gauge("socket_odd", "Odd.", "a test", labels: ["text"]);

    [Fact]
    public void A_segment_becomes_its_families_and_series_in_the_order_of_writing()
    {
        string text = Render(writer =>
        {
            writer.Write(Sockets, 3, "ipv6", "listen");
            writer.Write(Sockets, 0, "ipv4", "established");
            writer.Write(Drops, 18446744073709551615);
        });

        Assert.Equal(
            """
            # HELP socket_tcp_sockets TCP sockets.
            # TYPE socket_tcp_sockets gauge
            socket_tcp_sockets{family="ipv6",state="listen"} 3
            socket_tcp_sockets{family="ipv4",state="established"} 0
            # HELP socket_drops_total Drops.
            # TYPE socket_drops_total counter
            socket_drops_total 1.8446744073709552e+19

            """,
            text);
    }

    [Fact]
    public void A_family_without_series_is_absent_and_a_written_zero_is_there()
    {
        string text = Render(writer => writer.Write(Drops, 0));

        Assert.Equal("# HELP socket_drops_total Drops.\n# TYPE socket_drops_total counter\nsocket_drops_total 0\n", text);
    }

    [Fact]
    public void A_counter_may_fall_from_one_page_to_the_next()
    {
        Assert.EndsWith("socket_drops_total 100\n", Render(writer => writer.Write(Drops, 100)), StringComparison.Ordinal);
        Assert.EndsWith("socket_drops_total 2\n", Render(writer => writer.Write(Drops, 2)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("new\nline", "new\\nline", "new\nline")]
    [InlineData("quote\"", "quote\\\"", "quote\"")]
    [InlineData("back\\slash", "back\\\\slash", "back\\slash")]
    [InlineData("not\\new", "not\\\\new", "not\\new")]
    [InlineData("nul\0", "nul\0", "nul\0")]
    [InlineData("carriage\r", "carriage\r", "carriage\r")]
    [InlineData("} 1", "} 1", "} 1")]
    [InlineData("pair \U0001F600", "pair \U0001F600", "pair \U0001F600")]
    public void A_label_value_is_escaped_and_reads_back_as_it_was(string value, string written, string readBack)
    {
        byte[] page = RenderBytes(writer => writer.Write(Odd, 1, value));

        Assert.EndsWith($"socket_odd{{text=\"{written}\"}} 1\n", Encoding.UTF8.GetString(page), StringComparison.Ordinal);
        Assert.Equal(readBack, Assert.Single(TextFormat.Parse(page)).Labels[0].Value);
    }

    [Fact]
    public void Half_a_surrogate_pair_becomes_the_replacement_character()
    {
        byte[] page = RenderBytes(writer => writer.Write(Odd, 1, new string(['a', '\ud800', 'b', '\udc00'])));

        Assert.Equal("a\ufffdb\ufffd", Assert.Single(TextFormat.Parse(page)).Labels[0].Value);
    }

    [Fact]
    public void Any_label_value_makes_a_page_that_reads_back()
        => Gen.Char.Array[1, 12].Sample(chars =>
        {
            byte[] page = RenderBytes(writer => writer.Write(Odd, 1, new string(chars)));
            string expected = string.Concat(new string(chars).EnumerateRunes().Select(rune => rune.ToString()));
            return TextFormat.Parse(page)[0].Labels[0].Value == expected;
        });

    [Fact]
    public void Any_number_reads_back_exactly()
        => Gen.Double.Where(double.IsFinite).Sample(value =>
            TextFormat.Parse(RenderBytes(writer => writer.Write(Odd, value, "x")))[0].Value == value);

    [Theory]
    [InlineData(0.1, "0.1")]
    [InlineData(1e6, "1000000")]
    [InlineData(9007199254740993, "9007199254740992")]
    [InlineData(1e22, "1e+22")]
    [InlineData(-1, "-1")]
    [InlineData(1.5e-7, "1.5e-07")]
    [InlineData(1700000000.25, "1700000000.25")]
    public void Numbers_are_written_as_short_as_they_can_be(double value, string written)
        => Assert.EndsWith($" {written}\n", Render(writer => writer.Write(Odd, value, "x")), StringComparison.Ordinal);

    [Fact]
    public void A_series_written_twice_is_refused_and_named()
    {
        CollectException e = Assert.Throws<CollectException>(() => Render(writer =>
        {
            writer.Write(Sockets, 1, "ipv4", "listen");
            writer.Write(Sockets, 2, "ipv4", "listen");
        }));

        Assert.Equal("test: 3 lines on the page, expected 4; a series was written twice: socket_tcp_sockets {\"ipv4\", \"listen\"}", e.Message);
    }

    [Fact]
    public void A_family_declared_twice_in_a_segment_is_refused()
    {
        MetricFamily again = MetricFamily.Gauge("socket_tcp_sockets", "Other.", "a test");

        CollectException e = Assert.Throws<CollectException>(() => Render(writer =>
        {
            writer.Write(Sockets, 1, "ipv4", "listen");
            writer.Write(again, 2);
        }));

        Assert.Equal("socket_tcp_sockets: declared twice in test, expected one declaration of a name", e.Message);
    }

    [Theory]
    [InlineData("two\nlines")]
    [InlineData("a \\ in it")]
    public void A_help_that_would_break_the_page_is_refused(string help)
    {
        MetricFamily bad = MetricFamily.Gauge("socket_bad", help, "a test");

        CollectException e = Assert.Throws<CollectException>(() => Render(writer => writer.Write(bad, 1)));

        Assert.Equal("socket_bad: HELP with a line break or backslash, expected one plain line (the library doesn't escape it)", e.Message);
    }

    [Fact]
    public void A_counter_below_zero_is_refused()
    {
        CollectException e = Assert.Throws<CollectException>(() => Render(writer => writer.Write(Drops, -1)));

        Assert.Equal("socket_drops_total: counter at -1, expected 0 or more", e.Message);
    }

    [Fact]
    public void A_counter_without_its_suffix_is_refused()
    {
        MetricFamily bad = MetricFamily.Counter("socket_drops", "Drops.", "a test");

        CollectException e = Assert.Throws<CollectException>(() => Render(writer => writer.Write(bad, 1)));

        Assert.Equal("socket_drops: counter without _total, expected the suffix (OpenMetrics would call the type unknown)", e.Message);
    }

    [Fact]
    public void No_family_of_the_daemon_is_of_unknown_type_or_named_as_another_in_openmetrics()
    {
        MetricFamily[] all = [.. CollectorList.All.SelectMany(collector => collector.Families), .. ExporterFamilies.All, .. ProcessSelfFamilies.All, .. RequestFamilies.All];

        Assert.DoesNotContain(all, family => family.Type == MetricType.Counter && !family.Name.EndsWith("_total", StringComparison.Ordinal));
        Assert.Empty(all.GroupBy(SegmentRules.FamilyName).Where(group => group.Count() > 1).Select(group => group.Key));
    }

    [Fact]
    public void In_openmetrics_the_family_of_a_counter_has_no_suffix_and_the_segment_no_end()
    {
        var segment = new MetricSegment("test");
        var writer = new MetricWriter(segment);
        writer.Write(Drops, 7);
        writer.Write(Odd, 0.25, "new\nline");
        var page = new MemoryStream();

        new PrometheusExposition().Fill(segment, before: null).Append(PageFormat.OpenMetrics, page);

        Assert.Equal(
            """
            # HELP socket_drops Drops.
            # TYPE socket_drops counter
            socket_drops_total 7.0
            # HELP socket_odd Odd.
            # TYPE socket_odd gauge
            socket_odd{text="new\nline"} 0.25

            """,
            Encoding.UTF8.GetString(page.ToArray()));
    }

    [Fact]
    public void A_registry_is_kept_for_the_same_series_only()
    {
        var exposition = new PrometheusExposition();
        PrometheusExposition.FilledSegment first = Rendered(exposition, Segment(("a", 1), ("b", 2)), null);

        Assert.Same(first, exposition.Fill(Segment(("a", 3), ("b", 2)), first));
        Assert.NotSame(first, exposition.Fill(Segment(("b", 3), ("a", 2)), first));
        Assert.NotSame(first, exposition.Fill(Segment(("a", 3)), first));
        Assert.NotSame(first, exposition.Fill(Segment(("a", 3), ("c", 2)), first));
    }

    [Fact]
    public void A_thousand_series_whose_two_labels_are_equal_still_render_soon()
    {
        // The library XORs the hashes of a series' labels: equal texts cancel, and all these series fall into one bucket.
        long start = Stopwatch.GetTimestamp();
        byte[] page = RenderBytes(writer =>
        {
            for (int i = 0; i < 1000; i++)
            {
                writer.Write(Sockets, i, $"same{i}", $"same{i}");
            }
        });

        Assert.Equal(1000, TextFormat.Parse(page).Count);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 5);
    }

    [Fact]
    public void The_help_of_every_family_of_the_daemon_is_one_plain_line()
    {
        foreach (MetricFamily family in ExporterFamilies.All.Concat(ProcessSelfFamilies.All).Concat(RequestFamilies.All))
        {
            Assert.Matches(@"^[^\n\r\\]+\.$", family.Help);
        }
    }

    private static MetricSegment Segment(params (string Key, double Value)[] series)
    {
        var segment = new MetricSegment("test");
        var writer = new MetricWriter(segment);
        foreach ((string key, double value) in series)
        {
            writer.Write(Odd, value, key);
        }

        return segment;
    }

}
