using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Oracles;
using SocketExporter.EndToEnd.Tests.Pages;

namespace SocketExporter.EndToEnd.Tests;

/// <summary>The real daemon among processes, unix sockets and interfaces whose names were chosen to break a page, asked as real scrapers ask.</summary>
public sealed class HostileNameTests
{
    private const string OpenMetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    private const string Text = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>What the exporter folds in paths: pids, hashes.</summary>
    private static readonly Regex HexRun = new("[0-9a-fA-F]{4,}");

    /// <summary>Bytes of a process's name, as Latin-1, and the label.</summary>
    private static readonly (string Bytes, string Label)[] Processes =
    [
        ("x\"} 1\nup{a=\"", "x\"} 1\nup{a=\""),
        ("\\n\\\\\"\\", "\\n\\\\\"\\"),
        ("\u00ff\u00fe\u00c3(", "\ufffd\ufffd\ufffd("),
        ("<other>", "_<other>"),
        ("# EOF\n", "# EOF\n"),
        ("\r\n\t\u0001\u007f", "\r\n\t\u0001\u007f"),
        ("\u00e2\u0080\u00aeexe.x", "\u202eexe.x"),
        (") S 1 1 1 1 1 1", ") S 1 1 1 1 1 1"),
    ];

    /// <summary>sun_path as Latin-1, and the label.</summary>
    private static readonly (string Bytes, string Label)[] Paths =
    [
        ("\0evil\n\"\\}\0\u00ff", "@evil\n\"\\}@\ufffd"),
        ("\0<none>", "@<none>"),
        ("\0" + new string('\u00ff', 107), "@" + new string('\ufffd', 107)),
        ("\0\u00f0\u009f\u0098\u0080", "@😀"),
        ("\0" + new string('\n', 107), "@" + new string('\n', 107)),
        ("\0deadbeef-1", "@*-1"),
    ];

    /// <summary>As the kernel takes them: no slash, no colon, no white space. As Latin-1, for bash to make bytes of, and the label.</summary>
    private static readonly (string Bash, string Label)[] Interfaces =
    [
        (@"a""b\\c}", "a\"b\\c}"),
        (@"\xff\xfex", "\ufffd\ufffdx"),
        (@"\x01{}=,#", "\u0001{}=,#"),
        (@"<other>", "_<other>"),
    ];

    [LiveFact("promtool", OpenMetricsParser.Module, "bash")]
    public void Strict_parsers_take_every_page_and_see_the_names_as_they_are()
    {
        using var space = new Namespace();
        string[] lab = [.. Processes.Select((name, i) => $"rename hex={Hex(name.Bytes)} established family=ipv4 port={8080 + i} count=1")];
        for (int i = 0; i < lab.Length; i++)
        {
            space.Lab($"lab-{i}", lab[i]);
        }

        // A path that fills sun_path to its last byte has no NUL behind it.
        string longest = $"/tmp/{space.Name}-".PadRight(107, '"') + "\u00e9";
        (string Bytes, string Label)[] paths = [.. Paths, (longest, HexRun.Replace(longest[..107], "*") + "\ufffd")];
        try
        {
            space.Lab("lab-paths", string.Join(' ', paths.Select(path => $"unix-listener kind=stream path-hex={Hex(path.Bytes)}")));
            for (int i = 0; i < Interfaces.Length; i++)
            {
                space.Run("bash", "-c", $"ip link add $'{Interfaces[i].Bash.Replace("\"", "\\\"", StringComparison.Ordinal)}' type veth peer name peer{i}");
            }

            using ExporterProcess exporter = space.Serve();
            exporter.NextPage();
            byte[] text = Scrape(exporter, "text/plain;version=0.0.4", Text);
            byte[] openMetrics = Scrape(exporter, "application/openmetrics-text;version=1.0.0", OpenMetrics);
            Finished checkedPage = Tool.Finish(Tool.Start("promtool", ["check", "metrics"]), Encoding.UTF8.GetString(text));
            Assert.True(checkedPage.ExitCode == 0, checkedPage.Errors + checkedPage.Output);
            MetricsPage ours = MetricsPage.Parse(Encoding.UTF8.GetString(text));
            IReadOnlyList<(string Name, IReadOnlyDictionary<string, string> Labels, double Value)> theirs = OpenMetricsParser.Parse(openMetrics);

            foreach ((_, string label) in Processes)
            {
                (string, string)[] labels = [("process", label), ("protocol", "tcp"), ("state", "established")];
                Assert.Equal(2, ours.Get("socket_process_sockets", labels));
                Assert.Equal(2, Value(theirs, "socket_process_sockets", labels));
            }

            foreach ((_, string label) in paths)
            {
                (string, string)[] labels = [("path", label), ("process", "lab-paths")];
                Assert.Equal(16, ours.Get("socket_unix_listener_accept_queue_limit_connections", labels));
                Assert.Equal(16, Value(theirs, "socket_unix_listener_accept_queue_limit_connections", labels));
            }

            foreach ((_, string label) in Interfaces)
            {
                Assert.Equal(1500, ours.Get("socket_interface_mtu_bytes", ("interface", label)));
                Assert.Equal(1500, Value(theirs, "socket_interface_mtu_bytes", ("interface", label)));
            }

            exporter.Stop();
        }
        finally
        {
            foreach (string file in Directory.GetFiles("/tmp", space.Name + "-*"))
            {
                File.Delete(file);
            }

            // A name with bytes that are no UTF-8 has no string that leads to it.
            space.Run("bash", "-c", $"rm -f /tmp/{space.Name}-*");
        }
    }

    /// <summary>Accept as versions of scrapers send it; all ask for gzip.</summary>
    [LiveTheory(OpenMetricsParser.Module)]
    [InlineData("Prometheus 2.42", "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", OpenMetrics)]
    [InlineData("Prometheus 2.53", "application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2", OpenMetrics)]
    [InlineData(
        "Prometheus 2.53 with native histograms",
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
        OpenMetrics)]
    [InlineData(
        "Prometheus 3",
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1",
        OpenMetrics)]
    [InlineData("VictoriaMetrics", "text/plain;version=0.0.4;q=1,*/*;q=0.1", Text)]
    [InlineData("curl", "*/*", Text)]
    public void A_scraper_gets_the_format_it_prefers_compressed(string scraper, string accept, string contentType)
    {
        using var space = new Namespace();
        space.Lab("lab-web", "established family=ipv4 port=8080 count=3");
        using ExporterProcess exporter = space.Serve();
        exporter.NextPage();
        byte[] page = Scrape(exporter, accept, contentType);
        (string, string)[] labels = [("direction", "inbound"), ("port", "8080"), ("state", "established")];
        double shown = contentType == OpenMetrics
            ? Value(OpenMetricsParser.Parse(page), "socket_tcp_connections", labels)
            : MetricsPage.Parse(Encoding.UTF8.GetString(page)).Get("socket_tcp_connections", labels);
        Assert.True(shown == 3, $"{scraper}: {shown}");
        exporter.Stop();
    }

    /// <summary>Compressed and uncompressed, of the type expected; the uncompressed bytes.</summary>
    private static byte[] Scrape(ExporterProcess exporter, string accept, string contentType)
    {
        (string plainType, string none, byte[] plain) = exporter.Scrape(accept, "identity");
        Assert.Equal((contentType, ""), (plainType, none));
        (string type, string encoding, byte[] body) = exporter.Scrape(accept, "gzip");
        Assert.Equal((contentType, "gzip"), (type, encoding));
        using var gzip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        gzip.CopyTo(unpacked);
        Assert.True(body.Length < plain.Length / 3, $"{body.Length} bytes compressed, {plain.Length} not");
        return unpacked.ToArray();
    }

    private static double Value(
        IReadOnlyList<(string Name, IReadOnlyDictionary<string, string> Labels, double Value)> samples, string name, params (string Name, string Value)[] labels)
        => samples.Single(sample => sample.Name == name && sample.Labels.Count == labels.Length && labels.All(label => sample.Labels.GetValueOrDefault(label.Name) == label.Value)).Value;

    private static string Hex(string latin1) => Convert.ToHexString(Encoding.Latin1.GetBytes(latin1));
}
