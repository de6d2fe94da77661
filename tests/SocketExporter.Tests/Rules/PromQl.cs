using System.Collections.Immutable;
using System.Text.RegularExpressions;
using SocketExporter.Collectors;
using SocketExporter.Kernel.Counters.Meanings;
using SocketExporter.Metrics;

namespace SocketExporter.Tests.Rules;

/// <summary>
/// Whether an expression names what the program publishes. That it is valid PromQL at all is promtool's to say; Prometheus answers a query for a metric or label that nobody has with no data,
/// and an alert on it never fires.
/// </summary>
internal static partial class PromQl
{
    /// <summary>What Prometheus itself says of each target.</summary>
    private const string Up = "up";

    /// <summary>What it says of alerts: each that is pending or firing.</summary>
    private const string Alerts = "ALERTS";

    /// <summary>What Prometheus adds to each series that it scrapes, and <c>le</c> of histograms.</summary>
    private static readonly string[] LabelsOfPrometheus = ["job", "instance", "le"];

    private static readonly string[] Groupings = ["by", "without", "on", "ignoring", "group_left", "group_right"];
    private static readonly string[] Words = ["and", "or", "unless", "bool", "offset", "inf", "nan"];
    private static readonly string[] OfCounters = ["rate", "irate", "increase"];
    private static readonly string[] OfGauges = ["delta", "idelta", "deriv", "predict_linear", "avg_over_time"];

    private static readonly Dictionary<string, MetricFamily> Families = CollectorList.All
        .SelectMany(static collector => collector.Families)
        .Concat(ExporterFamilies.All)
        .Concat(ProcessSelfFamilies.All)
        .Concat(RequestFamilies.All)
        .Concat(CounterMeanings.Protocols.SelectMany(NetstatFamilies.Known))
        .ToDictionary(static family => family.Name);

    /// <summary>One line for each name that the program does not publish and each counter that is not used as one; none when all is well.</summary>
    public static IReadOnlyList<string> Complaints(string expression)
    {
        List<string> complaints = [];
        HashSet<string> known = [.. LabelsOfPrometheus];
        List<string> grouped = [];
        string[] tokens = [.. Token().Matches(expression).Select(static match => match.Value).Where(static token => token[0] is not ('#' or '"' or '\''))];
        for (int i = 0; i < tokens.Length; i++)
        {
            string next = i + 1 < tokens.Length ? tokens[i + 1] : "";
            if (!IsName(tokens[i]) || tokens[i] is Up or Alerts || Words.Contains(tokens[i].ToLowerInvariant()))
            {
                continue;
            }

            if (Groupings.Contains(tokens[i]))
            {
                // on (a, b) has parentheses, group_left may have none.
                for (i++; next == "(" && tokens[i] != ")"; i++)
                {
                    grouped.AddRange(IsName(tokens[i]) ? [tokens[i]] : []);
                }
            }
            else if (next != "(" && !Groupings.Contains(next))
            {
                // No function, and no aggregation with its labels in front: a metric.
                string function = i >= 2 && tokens[i - 1] == "(" ? tokens[i - 2] : "";
                known.UnionWith(Metric(tokens[i], function, next.StartsWith('{') ? next : "", complaints));
            }
        }

        complaints.AddRange(grouped.Distinct().Where(label => !known.Contains(label)).Select(static label => $"no metric here has the label {label}"));
        return complaints;
    }

    /// <summary>The test fails with all of them in full.</summary>
    public static void AssertNone(IEnumerable<string> complaints)
    {
        string text = string.Join('\n', complaints);
        Assert.True(text.Length == 0, text);
    }

    /// <summary>Labels of all metrics in the expression, with those that Prometheus adds.</summary>
    public static IReadOnlySet<string> Labels(string expression) => LabelsOfPrometheus
        .Concat(Token().Matches(expression).SelectMany(static match => Family(match.Value) is { } family ? family.Labels : []))
        .ToHashSet();

    private static ImmutableArray<string> Metric(string name, string function, string matchers, List<string> complaints)
    {
        if (Family(name) is not { } family)
        {
            complaints.Add($"no metric {name}");
            return [];
        }

        bool counter = family.Type != MetricType.Gauge;
        if (OfCounters.Contains(function) && !counter)
        {
            complaints.Add($"{function} of {name}, which is no counter");
        }
        else if (OfGauges.Contains(function) && counter)
        {
            complaints.Add($"{function} of {name}, which is a counter");
        }

        IEnumerable<string> unknown = Matcher().Matches(matchers)
            .Select(static match => match.Groups[1].Value)
            .Where(label => !family.Labels.Contains(label) && !LabelsOfPrometheus.Contains(label));
        complaints.AddRange(unknown.Select(label => $"{name} has no label {label}"));
        return family.Labels;
    }

    /// <summary>Of a histogram Prometheus stores _bucket, _sum and _count.</summary>
    private static MetricFamily? Family(string name)
        => Families.GetValueOrDefault(name) is { } family ? family : Families.GetValueOrDefault(PartOfHistogram().Replace(name, ""));

    private static bool IsName(string token) => char.IsAsciiLetter(token[0]) || token[0] is '_' or ':';

    [GeneratedRegex("""
        "(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\#[^\n]*|\{(?:[^}"]|"(?:[^"\\]|\\.)*")*\}|\[[^\]]*\]|[a-zA-Z_:][a-zA-Z0-9_:]*|[0-9][a-zA-Z0-9_.]*|\S
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Token();

    [GeneratedRegex("""([a-zA-Z_][a-zA-Z0-9_]*)\s*(?:=~|!~|!=|=)\s*"(?:[^"\\]|\\.)*"\s*""")]
    private static partial Regex Matcher();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex PartOfHistogram();
}
