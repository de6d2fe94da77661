using System.Text.RegularExpressions;
using SocketExporter.Tests.Documents;
using YamlDotNet.RepresentationModel;

namespace SocketExporter.Tests.Rules;

/// <summary>The shipped alerts against what the program publishes, their runbooks and their promtool tests, which run in the end-to-end tests.</summary>
public sealed partial class AlertRulesTests
{
    private const string Runbooks = "docs/runbooks";

    [Fact]
    public void Every_trouble_that_is_promised_has_its_alert()
    {
        Assert.Equal(
            [
                "SocketAcceptLoopStalled",
                "SocketAcceptQueueNearlyFull",
                "SocketCloseWaitLeak",
                "SocketEphemeralPortsNearlyExhausted",
                "SocketExpectedListenerGone",
                "SocketExporterCollectorFailing",
                "SocketExporterDown",
                "SocketExporterKeysFolded",
                "SocketExporterStale",
                "SocketListenerDropping",
                "SocketReceiveQueueStuck",
                "SocketSendQueueStuck",
                "SocketSendQueueZeroWindow",
                "SocketTimeWaitNearLimit",
                "SocketTimeWaitStorm",
            ],
            AlertRule.Shipped.Select(static rule => rule.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_metric_and_label_of_an_expression_is_published_and_rates_are_of_counters()
    {
        PromQl.AssertNone(AlertRule.Shipped.SelectMany(static rule => PromQl.Complaints(rule.Expression), static (rule, complaint) => $"{rule.Name}: {complaint}"));
    }

    [Fact]
    public void So_is_every_metric_and_label_that_the_texts_ask_for()
    {
        Assert.All(AlertRule.Shipped, static rule => Assert.NotEmpty(rule.OwnLabelsInTexts));
        Assert.True(AlertRule.Shipped.Sum(static rule => rule.Queries.Count()) > 10, "the queries in the texts were not found");
        foreach (AlertRule rule in AlertRule.Shipped)
        {
            PromQl.AssertNone(rule.Queries.SelectMany(PromQl.Complaints, (query, complaint) => $"{rule.Name}: {query}: {complaint}"));
            PromQl.AssertNone(rule.OwnLabelsInTexts.Except(PromQl.Labels(rule.Expression)).Select(label => $"{rule.Name} has no label {label}"));
            PromQl.AssertNone(rule.QueriedLabelsInTexts.Except(PromQl.Labels(string.Join(' ', rule.Queries))).Select(label => $"{rule.Name}: no query has the label {label}"));
        }
    }

    [Fact]
    public void Every_alert_has_a_severity_and_names_the_instance_and_the_culprit()
    {
        foreach (AlertRule rule in AlertRule.Shipped)
        {
            Assert.Equal(["severity"], rule.Labels.Keys);
            Assert.Contains(rule.Labels["severity"], (string[])["critical", "warning", "info"]);
            Assert.Matches("^[1-9][0-9]*m$", rule.For);
            Assert.Equal(["summary", "description", "runbook_url"], rule.Annotations.Keys);
            Assert.StartsWith("{{ $labels.instance }}: ", rule.Annotations["summary"], StringComparison.Ordinal);
        }

        // TIME_WAIT against its limit concerns the host; its text asks for the service. The exporter itself is no matter of ports.
        Assert.All(
            AlertRule.Shipped.Where(static rule => rule.Name != "SocketTimeWaitNearLimit" && !IsAboutTheExporter(rule)),
            static rule => Assert.Contains("port {{ $labels.port }}", rule.Annotations["summary"].Replace(":{{ $labels.port }}", "port {{ $labels.port }}", StringComparison.Ordinal), StringComparison.Ordinal));
    }

    [Fact]
    public void Every_alert_has_its_runbook_and_every_runbook_its_alert()
    {
        Assert.All(AlertRule.Shipped, static rule => Assert.Equal($"{Runbooks}/{rule.Name}.md", rule.Annotations["runbook_url"]));
        Assert.Equal(
            AlertRule.Shipped.Select(static rule => $"{rule.Name}.md").Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(Path.Combine(Repository.Root, Runbooks)).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_runbook_has_all_its_sections_and_its_queries_name_what_is_published()
    {
        foreach (AlertRule rule in AlertRule.Shipped)
        {
            string text = Repository.Read($"{Runbooks}/{rule.Name}.md");
            Assert.StartsWith($"# {rule.Name}\n", text, StringComparison.Ordinal);
            foreach (string section in (ReadOnlySpan<string>)["**What it means.**", "**Who.**", "**Check.**", "**Usual causes.**", "**Mends.**", "**Silence**"])
            {
                Assert.Contains($"\n{section}", text, StringComparison.Ordinal);
            }

            Assert.Contains(IsAboutTheExporter(rule) ? "socket-exporter doctor" : "socket-exporter netstat -", text, StringComparison.Ordinal);
            string[] queries = [.. Fence().Matches(text).SelectMany(static match => match.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))];
            Assert.NotEmpty(queries);
            PromQl.AssertNone(queries.SelectMany(PromQl.Complaints, (query, complaint) => $"{rule.Name}: {query}: {complaint}"));
            Assert.All(Link().Matches(text), static link => Assert.True(File.Exists(Path.Combine(Repository.Root, Runbooks, link.Groups[1].Value)), link.Value));
        }
    }

    [Fact]
    public void Every_alert_has_tests_in_which_it_fires_and_in_which_it_does_not()
    {
        List<(string Alert, bool Fires)> cases = [];
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "deploy/prometheus/tests"), "*.yml"))
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(File.ReadAllText(file)));
            cases.AddRange(((YamlSequenceNode)yaml.Documents[0].RootNode["tests"])
                .SelectMany(static test => (YamlSequenceNode)test["alert_rule_test"])
                .Cast<YamlMappingNode>()
                .Select(static test => (((YamlScalarNode)test["alertname"]).Value!, test.Children.ContainsKey("exp_alerts"))));
        }

        foreach (AlertRule rule in AlertRule.Shipped)
        {
            Assert.True(cases.Contains((rule.Name, true)), $"{rule.Name} fires in no test");

            // Before its time, and when the trouble is over.
            Assert.True(cases.Count(test => test == (rule.Name, false)) >= 2, $"{rule.Name} is not seen quiet before and after");
        }
    }

    private static bool IsAboutTheExporter(AlertRule rule) => rule.Name.StartsWith("SocketExporter", StringComparison.Ordinal);

    [GeneratedRegex("^```promql\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Link();
}
