using System.Text.RegularExpressions;
using SocketExporter.Tests.Documents;
using YamlDotNet.RepresentationModel;

namespace SocketExporter.Tests.Rules;

/// <summary>One alert of deploy/prometheus/alerts.yml.</summary>
internal sealed partial record AlertRule(string Name, string Expression, string For, IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, string> Annotations)
{
    public static IReadOnlyList<AlertRule> Shipped { get; } = Read();

    /// <summary>The expressions that its texts ask Prometheus for, with some text in the place of what is filled in.</summary>
    public IEnumerable<string> Queries => Annotations.Values
        .SelectMany(static text => Printf().Matches(text))
        .Select(static match => match.Groups[1].Value.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("%q", "\"text\"", StringComparison.Ordinal));

    /// <summary>Labels of the alert itself that its texts name.</summary>
    public IEnumerable<string> OwnLabelsInTexts => Annotations.Values.SelectMany(static text => OwnLabel().Matches(text)).Select(static match => match.Groups[1].Value).Distinct();

    /// <summary>Labels of what <see cref="Queries"/> return that its texts name.</summary>
    public IEnumerable<string> QueriedLabelsInTexts => Annotations.Values.SelectMany(static text => QueriedLabel().Matches(text)).Select(static match => match.Groups[1].Value).Distinct();

    private static List<AlertRule> Read()
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(Repository.Read("deploy/prometheus/alerts.yml")));
        var groups = (YamlSequenceNode)yaml.Documents[0].RootNode["groups"];
        return [.. groups.SelectMany(static group => (YamlSequenceNode)group["rules"]).Cast<YamlMappingNode>().Select(static rule => new AlertRule(
            Text(rule, "alert"), Text(rule, "expr"), Text(rule, "for"), Texts(rule, "labels"), Texts(rule, "annotations")))];
    }

    private static string Text(YamlMappingNode node, string key) => ((YamlScalarNode)node[key]).Value!;

    private static Dictionary<string, string> Texts(YamlMappingNode node, string key)
        => ((YamlMappingNode)node[key]).ToDictionary(static entry => ((YamlScalarNode)entry.Key).Value!, static entry => ((YamlScalarNode)entry.Value).Value!);

    [GeneratedRegex("""printf "((?:[^"\\]|\\.)*)" """)]
    private static partial Regex Printf();

    [GeneratedRegex(@"\$labels\.(\w+)")]
    private static partial Regex OwnLabel();

    [GeneratedRegex("""\| label "(\w+)" """)]
    private static partial Regex QueriedLabel();
}
