using System.Text.RegularExpressions;
using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Pages;

namespace SocketExporter.EndToEnd.Tests;

public sealed partial class PrometheusTests
{
    [LiveFact("prometheus")]
    public void Prometheus_scrapes_the_daemon_and_again_after_a_restart()
    {
        using var space = new Namespace();
        space.Lab("lab-web", "established family=ipv4 port=8080 count=3");
        using var prometheus = new PrometheusServer(space, ShippedConfiguration());
        using (ExporterProcess first = space.Serve())
        {
            Wait.Until("up to be 1", () => prometheus.Query("up") is [1]);
            Wait.Until("the connections", () => prometheus.Query("""socket_tcp_connections{direction="inbound",port="8080",state="established"}""") is [3]);
            first.Stop();
        }

        Wait.Until("up to be 0", () => prometheus.Query("up") is [0]);
        using ExporterProcess second = space.Serve();
        Wait.Until("up to be 1 again", () => prometheus.Query("up") is [1]);
        second.Stop();
    }

    [LiveFact("prometheus")]
    public void Every_example_of_the_readme_returns_data()
    {
        IReadOnlyList<string> examples = Examples(File.ReadAllText(Path.Combine(Repository.Root, "README.md")));
        Assert.True(examples.Count >= 5, $"README.md has {examples.Count} examples in PromQL, five questions are promised");
        using var space = new Namespace();
        using ExporterProcess exporter = space.Serve();
        using var prometheus = new PrometheusServer(space, ShippedConfiguration());
        space.Lab("lab-all", Everything.Scenarios(space.Folder));
        Assert.All(examples, example => Wait.Until(example, () => prometheus.Query(example).Count > 0, seconds: 30));
        exporter.Stop();
    }

    [Fact]
    public void Examples_are_the_fenced_blocks_and_within_them_the_paragraphs()
    {
        const string text = """
            ```promql
            # Which listener is full?
            max by (port) (a) > 0

            sum(b)
            ```
            ```sh
            no
            ```
            ```promql
            c
              / d
            ```

            """;
        Assert.Equal(["max by (port) (a) > 0", "sum(b)", "c\n  / d"], Examples(text));
    }

    [LiveFact]
    public void A_series_whose_socket_is_gone_is_absent_from_the_next_page()
    {
        using var space = new Namespace();
        LabProcess lab = space.Lab("lab-gone", $"listener family=ipv4 port=8080 listener family=ipv4 port=8081 waiting=2 udp family=ipv4 port=5300 unix-listener kind=stream path={space.Folder}/gone");
        using ExporterProcess exporter = space.Serve();
        MetricsPage before = exporter.NextPage();
        Assert.Equal(2, before.Family("socket_tcp_listener_sockets").Count(series => series.Has(("process", "lab-gone"))));
        Assert.Equal(3, before.Family("socket_listener_info").Count(series => series.Has(("process", "lab-gone"))));
        Assert.Single(before.Family("socket_unix_listener_accept_queue_connections"), series => series.Has(("process", "lab-gone")));

        lab.Do($"close key=8081 close key=5300 close key={space.Folder}/gone");
        MetricsPage after = exporter.NextPage();
        Assert.Single(after.Family("socket_tcp_listener_sockets"), series => series.Has(("process", "lab-gone")));
        Assert.Single(after.Family("socket_listener_info"), series => series.Has(("process", "lab-gone")));
        Assert.DoesNotContain(after.Family("socket_unix_listener_accept_queue_connections"), series => series.Has(("process", "lab-gone")));
        Assert.DoesNotContain(after.All, series => series.Has(("address", "0.0.0.0"), ("port", "8081")));
        exporter.Stop();
    }

    [LiveFact("promtool")]
    public void Promtool_has_nothing_to_say_about_the_page()
    {
        using var space = new Namespace();
        space.Lab("lab-all", Everything.Scenarios(space.Folder));
        using ExporterProcess exporter = space.Serve();
        string page = exporter.NextPage().Text;
        Finished checkedPage = Tool.Finish(Tool.Start("promtool", ["check", "metrics"]), page);
        Assert.Equal(("", "", 0), (checkedPage.Errors, checkedPage.Output, checkedPage.ExitCode));
        exporter.Stop();
    }

    [LiveFact("promtool")]
    public void Promtool_accepts_the_shipped_scrape_configuration()
        => Tool.Run("promtool", "check", "config", Path.Combine(Repository.Root, "deploy/prometheus/scrape.yml"));

    /// <summary>deploy/prometheus/scrape.yml with a scrape each second.</summary>
    private static string ShippedConfiguration()
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, "deploy/prometheus/scrape.yml"));
        Assert.Contains($"localhost:{ExporterProcess.Port}", text, StringComparison.Ordinal);
        Assert.Matches(Interval(), text);
        return Interval().Replace(text, "${1}1s").Replace("localhost:", "127.0.0.1:", StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Examples(string markdown) =>
    [
        .. Fence().Matches(markdown)
            .SelectMany(match => match.Groups[1].Value.Split("\n\n"))
            .Select(paragraph => string.Join('\n', paragraph.Split('\n').Where(line => !line.StartsWith('#'))).Trim())
            .Where(example => example.Length > 0),
    ];

    [GeneratedRegex("^```promql\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"(scrape_interval:\s*)\S+")]
    private static partial Regex Interval();
}
