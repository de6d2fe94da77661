using System.Globalization;
using System.Text;

namespace SocketExporter.EndToEnd.Tests.Pages;

/// <summary>The text format 0.0.4, stricter than a scraper: what a good page never has (timestamps, empty label values, families in two places) is an error.</summary>
internal sealed class PageParser
{
    private readonly Dictionary<string, string> _types = [];
    private readonly Dictionary<string, string> _helps = [];
    private readonly Dictionary<string, Series> _series = [];
    private string _family = "";

    public MetricsPage Parse(string text)
    {
        if (text.Length > 0 && text[^1] != '\n')
        {
            throw new FormatException("the page does not end with a newline");
        }

        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] == '#')
            {
                Comment(line);
            }
            else
            {
                Add(ParseSeries(line), line);
            }
        }

        return new MetricsPage(text, _types, _helps, _series);
    }

    private void Comment(string line)
    {
        string[] words = line.Split(' ', 4);
        if (words.Length < 4 || words[0] != "#")
        {
            throw new FormatException($"neither HELP nor TYPE: {line}");
        }

        Dictionary<string, string> known = words[1] switch
        {
            "HELP" => _helps,
            "TYPE" => _types,
            _ => throw new FormatException($"neither HELP nor TYPE: {line}"),
        };
        if (!known.TryAdd(words[2], words[3]))
        {
            throw new FormatException($"a second time: {line}");
        }

        _family = words[2];
    }

    private void Add(Series series, string line)
    {
        string family = _types.ContainsKey(series.Name) ? series.Name : FamilyOfHistogram(series.Name);
        if (family != _family || !_types.ContainsKey(family))
        {
            throw new FormatException($"not below the TYPE of its family: {line}");
        }

        if (!_series.TryAdd(series.Key, series))
        {
            throw new FormatException($"a second time: {line}");
        }
    }

    private string FamilyOfHistogram(string name)
    {
        string family = name[..Math.Max(0, name.LastIndexOf('_'))];
        return _types.TryGetValue(family, out string? type) && type is "histogram" or "summary" ? family : name;
    }

    private static Series ParseSeries(string line)
    {
        var labels = new Dictionary<string, string>();
        int at = line.IndexOfAny(['{', ' ']);
        if (at <= 0)
        {
            throw new FormatException($"no name and value: {line}");
        }

        string name = line[..at];
        if (line[at] == '{')
        {
            at++;
            while (line[at] != '}')
            {
                int equals = line.IndexOf("=\"", at, StringComparison.Ordinal);
                string label = line[at..equals];
                at = equals + 2;
                string value = Unescape(line, ref at);
                if (value.Length == 0)
                {
                    throw new FormatException($"label {label} is empty: {line}");
                }

                labels.Add(label, value);
                at += line[at] == ',' ? 1 : 0;
            }

            at++;
        }

        if (line[at] != ' ')
        {
            throw new FormatException($"no space before the value: {line}");
        }

        return new Series(name, labels, Number(line[(at + 1)..], line));
    }

    private static string Unescape(string line, ref int at)
    {
        var value = new StringBuilder();
        for (; line[at] != '"'; at++)
        {
            if (line[at] != '\\')
            {
                value.Append(line[at]);
                continue;
            }

            at++;
            value.Append(line[at] switch
            {
                'n' => '\n',
                '\\' => '\\',
                '"' => '"',
                _ => throw new FormatException($"no such escape: {line}"),
            });
        }

        at++;
        return value.ToString();
    }

    private static double Number(string text, string line) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        "NaN" => double.NaN,
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) => value,
        _ => throw new FormatException($"'{text}' is no value: {line}"),
    };
}
