using System.Text.Json;
using System.Text.RegularExpressions;
using SocketExporter.Tests.Documents;

namespace SocketExporter.Tests.Rules;

/// <summary>The shipped dashboard against what the program publishes. Whether its queries return data is asked of a real Prometheus in the end-to-end tests.</summary>
public sealed partial class DashboardTests
{
    private const string Path = "grafana/dashboards/socket-exporter-overview.json";

    private static readonly string[] Variables = ["datasource", "instance", "direction", "port", "process"];

    [Fact]
    public void Every_metric_and_label_of_a_query_is_published_and_rates_are_of_counters()
    {
        (string Title, string Query)[] queries = [.. Panels().SelectMany(static panel => Targets(panel).Select(target => (Title(panel), target.GetProperty("expr").GetString()!)))];
        Assert.True(queries.Length > 40, $"{queries.Length} queries were found");
        PromQl.AssertNone(queries.SelectMany(static query => PromQl.Complaints(query.Query), static (query, complaint) => $"{query.Title}: {complaint}"));
    }

    [Fact]
    public void Every_label_in_a_legend_is_one_of_its_query()
    {
        foreach (JsonElement target in Panels().SelectMany(Targets).Where(static target => target.TryGetProperty("legendFormat", out _)))
        {
            string query = target.GetProperty("expr").GetString()!;
            IEnumerable<string> named = LegendLabel().Matches(target.GetProperty("legendFormat").GetString()!).Select(static match => match.Groups[1].Value);
            PromQl.AssertNone(named.Except(PromQl.Labels(query)).Select(label => $"{query} has no label {label}"));
        }
    }

    [Fact]
    public void Every_variable_in_a_query_or_link_is_one_of_the_dashboard_and_every_query_asks_for_the_chosen_instances()
    {
        using JsonDocument dashboard = JsonDocument.Parse(Repository.Read(Path));
        Assert.Equal(Variables, dashboard.RootElement.GetProperty("templating").GetProperty("list").EnumerateArray().Select(static variable => variable.GetProperty("name").GetString()));
        Assert.Empty(LinkedVariable().Matches(Repository.Read(Path)).Select(static match => match.Groups[1].Value).Except(Variables));
        foreach (string query in Panels().SelectMany(Targets).Select(static target => target.GetProperty("expr").GetString()!))
        {
            Assert.Empty(Variable().Matches(query).Select(static match => match.Groups[1].Value).Except([.. Variables, "__rate_interval"]));
            Assert.Equal(Metric().Count(query), Metric().Matches(query).Count(match => query.AsSpan(match.Index + match.Length).StartsWith("{instance=~\"$instance\"")));
        }
    }

    [Fact]
    public void Panels_have_a_description_and_numbers_of_their_own_and_none_lies_over_another()
    {
        JsonElement[] panels = Panels();
        Assert.Equal(panels.Length, panels.Select(static panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        Assert.Empty(panels.Where(static panel => panel.GetProperty("type").GetString() != "row" && panel.GetProperty("description").GetString()!.Length < 10).Select(Title));
        HashSet<(int X, int Y)> taken = [];
        foreach (JsonElement panel in panels)
        {
            JsonElement place = panel.GetProperty("gridPos");
            (int x, int y, int width, int height) = (place.GetProperty("x").GetInt32(), place.GetProperty("y").GetInt32(), place.GetProperty("w").GetInt32(), place.GetProperty("h").GetInt32());
            Assert.InRange(x + width, 1, 24);
            for (int cell = 0; cell < width * height; cell++)
            {
                Assert.True(taken.Add((x + (cell % width), y + (cell / width))), $"{Title(panel)} lies over another panel");
            }
        }
    }

    private static JsonElement[] Panels() => [.. JsonDocument.Parse(Repository.Read(Path)).RootElement.GetProperty("panels").EnumerateArray()];

    private static IEnumerable<JsonElement> Targets(JsonElement panel) => panel.TryGetProperty("targets", out JsonElement targets) ? targets.EnumerateArray() : [];

    private static string Title(JsonElement panel) => panel.GetProperty("title").GetString()!;

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex LegendLabel();

    [GeneratedRegex(@"\$(\w+)")]
    private static partial Regex Variable();

    [GeneratedRegex(@"[?&]var-(\w+)=")]
    private static partial Regex LinkedVariable();

    [GeneratedRegex(@"\bsocket_\w+")]
    private static partial Regex Metric();
}
