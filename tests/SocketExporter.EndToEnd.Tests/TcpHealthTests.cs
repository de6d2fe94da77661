using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Oracles;
using SocketExporter.EndToEnd.Tests.Pages;

namespace SocketExporter.EndToEnd.Tests;

/// <summary>What TCP itself counts, against ss and nstat: round trips, segments sent again, closed windows, traffic.</summary>
public sealed partial class TcpHealthTests
{
    private const string Again = "socket_tcp_retransmitted_segments_total";
    private const string RoundTrips = "socket_tcp_rtt_seconds";

    [LiveFact("nft")]
    public void What_is_lost_is_sent_again_and_counted_as_the_kernel_counts_it()
    {
        using var space = new Namespace();
        space.Run("ip", "link", "set", "lo", "mtu", "1500", "gso_max_segs", "1");
        using var pair = new ConnectedPair(space, 8090);
        using ExporterProcess exporter = space.Serve();
        MetricsPage page = exporter.NextPage();
        Assert.Equal(0, page.Get(Again, ("direction", "outbound"), ("port", "8090")));
        Assert.Equal(0, page.Get(Again, ("direction", "inbound"), ("port", "8090")));
        double before = Nstat.Read(space)["TcpRetransSegs"] - page.Sum(Again);

        space.Run("nft", "add", "table", "inet", "f");
        space.Run("nft", "add", "chain", "inet", "f", "in", "{ type filter hook input priority 0; }");
        space.Run("nft", "add", "rule", "inet", "f", "in", "tcp", "dport", "8090", "numgen", "random", "mod", "100", "<", "10", "counter", "drop");
        pair.Transfer(1_000_000);
        space.Run("nft", "flush", "ruleset");

        // The connection is the only one that loses anything; should another be slow, nstat counts that too.
        Wait.Until("what was sent again", () => exporter.Page().Get(Again, ("direction", "outbound"), ("port", "8090")) is >= 10 and var counted && counted == Sum(SentAgain(), space, "dport", 8090));
        page = exporter.NextPage();
        Assert.Equal(0, page.Get(Again, ("direction", "inbound"), ("port", "8090")));
        Wait.Until("as many as nstat", () => exporter.Page().Sum(Again) == Nstat.Read(space)["TcpRetransSegs"] - before);
        Assert.True(page.Get("socket_exporter_tracked_sockets", ("purpose", "retransmissions")) >= 1);

        // An exporter that begins now credits nothing of it.
        Assert.Equal(0, space.Once().Get(Again, ("direction", "outbound"), ("port", "8090")));
        exporter.Stop();
    }

    [LiveFact]
    public void Connections_that_never_come_about_count_their_SYNs()
    {
        using var space = new Namespace();
        using ExporterProcess exporter = space.Serve();
        exporter.NextPage();
        space.Lab("lab-syn", "syn-sent family=ipv4 port=8012 count=3");

        // Each is first seen after the start: all it has sent again counts.
        double again = 0;
        Wait.Until("three SYNs sent again", () => (again = exporter.Page().Find(Again, ("direction", "outbound"), ("port", "8012")) ?? 0) >= 3);
        Assert.True(again <= Nstat.Read(space)["TcpRetransSegs"]);
        exporter.Stop();
    }

    [LiveFact]
    public void Round_trips_are_those_of_ss()
    {
        using var space = new Namespace();
        space.Lab("lab-rtt", "established family=ipv4 port=8001 count=20 established family=ipv6 port=8002 count=5");
        double[] printed = All(RoundTrip(), space, "sport", 8001);
        MetricsPage page = space.Once();
        Assert.Equal(20, page.Get($"{RoundTrips}_count", ("direction", "inbound"), ("port", "8001")));
        Assert.Equal(5, page.Get($"{RoundTrips}_count", ("direction", "outbound"), ("port", "8002")));

        // The connections rest, so that their times stand still. ss prints microseconds.
        Assert.Equal(20, printed.Length);
        Assert.Equal(printed.Sum() / 1_000, page.Get($"{RoundTrips}_sum", ("direction", "inbound"), ("port", "8001")), 1e-9);
        foreach (double bound in (ReadOnlySpan<double>)[0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3])
        {
            Assert.Equal(
                printed.Count(milliseconds => milliseconds <= bound * 1_000),
                page.Get($"{RoundTrips}_bucket", ("direction", "inbound"), ("port", "8001"), ("le", bound.ToString(CultureInfo.InvariantCulture))));
        }
    }

    [LiveFact("tc")]
    public void A_slow_path_is_seen_in_the_rate_of_the_histogram()
    {
        using var space = new Namespace();
        using var peer = new Namespace();
        space.Run("ip", "link", "add", "v0", "type", "veth", "peer", "name", "v1", "netns", peer.Name);
        foreach ((Namespace end, string link, string address) in new[] { (space, "v0", "10.9.0.1/24"), (peer, "v1", "10.9.0.2/24") })
        {
            end.Run("ip", "address", "add", address, "dev", link);
            end.Run("ip", "link", "set", link, "up");
        }

        space.Run("tc", "qdisc", "add", "dev", "v0", "root", "tbf", "rate", "256kbit", "burst", "4kb", "latency", "400ms");
        using var pair = new ConnectedPair(space, peer, IPAddress.Parse("10.9.0.2"), 8090);
        using ExporterProcess exporter = space.Serve();
        pair.Transfer(60_000); // two seconds

        // What is smoothed stays after the last data: two looks at a connection at rest see the same.
        MetricsPage rest = exporter.NextPage();
        double expected = Assert.Single(All(RoundTrip(), space, "dport", 8090)) / 1_000;
        Assert.InRange(expected, 0.01, 1);
        Wait.Until("one more observation", () => Of(exporter.Page(), "count") > Of(rest, "count"));
        MetricsPage last = exporter.Page();
        Assert.Equal(expected, (Of(last, "sum") - Of(rest, "sum")) / (Of(last, "count") - Of(rest, "count")), 1e-6);
        exporter.Stop();

        static double Of(MetricsPage page, string suffix) => page.Find($"{RoundTrips}_{suffix}", ("direction", "outbound"), ("port", "8090")) ?? 0;
    }

    [LiveFact]
    public void A_reader_that_does_not_read_closes_its_window_and_a_sender_without_anything_to_send_does_not_mind()
    {
        const string closed = "socket_tcp_zero_window_connections";
        using var space = new Namespace();
        using var full = new ConnectedPair(space, 8090);
        using var idle = new ConnectedPair(space, 8091);
        full.Fill();
        using ExporterProcess exporter = space.Serve();
        Wait.Until("the closed window", () => exporter.Page().Get(closed, ("direction", "outbound"), ("port", "8090")) == 1);

        // In each of many samples, with tcp_info and without.
        for (int i = 0; i < 10; i++)
        {
            MetricsPage page = exporter.NextPage();
            Assert.Equal(1, page.Get(closed, ("direction", "outbound"), ("port", "8090")));
            Assert.Equal(1, page.Sum(closed));
            Assert.Equal(0, page.Get(closed, ("direction", "outbound"), ("port", "8091")));
        }

        Assert.Contains("persist", space.Run("ss", "-Htnoi", "dport", "=", ":8090"), StringComparison.Ordinal);
        full.Drain();
        Wait.Until("the window to open", () => exporter.Page().Sum(closed) == 0);
        exporter.Stop();
    }

    [LiveFact]
    public void Ten_megabytes_sent_are_ten_megabytes_more()
    {
        using var space = new Namespace();
        using var pair = new ConnectedPair(space, 8090);
        pair.Transfer(5_000_000); // before the exporter began: nobody's increase
        using ExporterProcess exporter = space.Serve("--collector.tcp-flows");
        MetricsPage page = exporter.NextPage();
        Assert.Equal(0, page.Get("socket_tcp_sent_bytes_total", ("direction", "outbound"), ("port", "8090")));
        pair.Transfer(10_000_000);
        Wait.Until("the bytes", () => exporter.Page().Get("socket_tcp_sent_bytes_total", ("direction", "outbound"), ("port", "8090")) == 10_000_000);
        page = exporter.NextPage();
        Assert.Equal(10_000_000, page.Get("socket_tcp_received_bytes_total", ("direction", "inbound"), ("port", "8090")));
        Assert.Equal(0, page.Get("socket_tcp_sent_bytes_total", ("direction", "inbound"), ("port", "8090")));
        double segments = page.Get("socket_tcp_sent_segments_total", ("direction", "outbound"), ("port", "8090"));
        Assert.InRange(segments, 10_000_000 / 65_536, 10_000_000 / 500);
        Assert.True(segments <= Sum(Segments(), space, "dport", 8090));

        // One that begins later brings all it has.
        using var late = new ConnectedPair(space, 8092);
        late.Transfer(1_000);
        Wait.Until("the late one", () => exporter.Page().Find("socket_tcp_received_bytes_total", ("direction", "inbound"), ("port", "8092")) == 1_000);
        Assert.Equal(1_001, exporter.NextPage().Get("socket_tcp_sent_bytes_total", ("direction", "outbound"), ("port", "8092"))); // and its SYN
        exporter.Stop();
        Assert.Empty(space.Once().Family("socket_tcp_sent_bytes_total")); // not asked for
    }

    [LiveFact("promtool", OpenMetricsParser.Module)]
    public void Both_formats_of_a_page_with_histograms_are_accepted_by_the_references()
    {
        using var space = new Namespace();
        space.Lab("lab-rtt", "established family=ipv4 port=8001 count=20");
        using ExporterProcess exporter = space.Serve("--collector.tcp-flows");
        Wait.Until("round trips", () => exporter.Page().Find($"{RoundTrips}_count", ("direction", "inbound"), ("port", "8001")) >= 20);
        Finished checkedPage = Tool.Finish(Tool.Start("promtool", ["check", "metrics"]), exporter.Get("metrics").Body);
        Assert.Equal(("", "", 0), (checkedPage.Errors, checkedPage.Output, checkedPage.ExitCode));
        byte[] openMetrics = exporter.Scrape("application/openmetrics-text;version=1.0.0", "identity").Body;
        Assert.Equal(11, OpenMetricsParser.Parse(openMetrics).Count(sample =>
            sample.Name == $"{RoundTrips}_bucket" && sample.Labels["direction"] == "inbound" && sample.Labels["port"] == "8001" && sample.Value >= 20));
        exporter.Stop();
    }

    /// <summary>A number of each of these connections as ss -ti prints it.</summary>
    /// <param name="end">sport of the side that listened, dport of the other.</param>
    private static double[] All(Regex number, Namespace space, string end, int port)
        => [.. number.Matches(space.Run("ss", "-Htni", end, "=", $":{port}")).Select(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];

    private static double Sum(Regex number, Namespace space, string end, int port) => All(number, space, end, port).Sum();

    /// <summary>Milliseconds.</summary>
    [GeneratedRegex(@" rtt:([\d.]+)/")]
    private static partial Regex RoundTrip();

    [GeneratedRegex(@" retrans:\d+/(\d+)")]
    private static partial Regex SentAgain();

    [GeneratedRegex(@" segs_out:(\d+)")]
    private static partial Regex Segments();
}
