using System.Globalization;
using System.Text;

namespace SocketExporter.Tests.Publishing;

/// <summary>A strict reader of the Prometheus text format 0.0.4: anything it doesn't know fails the test.</summary>
internal static class TextFormat
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public sealed record Series(string Name, IReadOnlyList<KeyValuePair<string, string>> Labels, double Value)
    {
        public override string ToString()
            => $"{Name}{{{string.Join(",", Labels.Select(label => $"{label.Key}={label.Value}"))}}}";
    }

    public static IReadOnlyList<Series> Parse(ReadOnlySpan<byte> page)
    {
        string text = StrictUtf8.GetString(page);
        Assert.True(text.Length == 0 || text[^1] == '\n', "the last line is not ended");
        var all = new List<Series>();
        var families = new HashSet<string>();
        var seen = new HashSet<string>();
        string? current = null;
        bool isHistogram = false;
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length - 1; i++)
        {
            string line = lines[i];
            if (line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                string[] words = line.Split(' ', 4);
                Assert.Equal(4, words.Length);
                Assert.True(families.Add(words[2]), $"family {words[2]} twice");
                Assert.Matches($"^# TYPE {words[2]} (gauge|counter|histogram)$", lines[++i]);
                current = words[2];
                isHistogram = lines[i].EndsWith(" histogram", StringComparison.Ordinal);
            }
            else
            {
                Series one = ParseSeries(line);
                Assert.Contains(one.Name, isHistogram ? [$"{current}_sum", $"{current}_count", $"{current}_bucket"] : (string[])[current!]);
                Assert.True(seen.Add(one.ToString()), $"series {one} twice");
                all.Add(one);
            }
        }

        return all;
    }

    internal static Series ParseSeries(string line)
    {
        int at = 0;
        string name = Name(line, ref at);
        var labels = new List<KeyValuePair<string, string>>();
        if (line[at] == '{')
        {
            do
            {
                at++;
                string label = Name(line, ref at);
                Assert.Equal("=\"", line.Substring(at, 2));
                at += 2;
                labels.Add(new(label, Quoted(line, ref at)));
            }
            while (line[at] == ',');

            Assert.Equal('}', line[at++]);
        }

        Assert.Equal(' ', line[at++]);
        return new Series(name, labels, double.Parse(line[at..], NumberStyles.Float, CultureInfo.InvariantCulture));
    }

    private static string Name(string line, ref int at)
    {
        int start = at;
        while (char.IsAsciiLetterOrDigit(line[at]) || line[at] == '_')
        {
            at++;
        }

        Assert.True(at > start && !char.IsAsciiDigit(line[start]), $"no name at {start} in {line}");
        return line[start..at];
    }

    private static string Quoted(string line, ref int at)
    {
        var value = new StringBuilder();
        while (line[at] != '"')
        {
            if (line[at] == '\\')
            {
                at++;
                value.Append(line[at] switch
                {
                    '\\' => '\\',
                    '"' => '"',
                    'n' => '\n',
                    _ => throw new FormatException($"\\{line[at]} in {line}"),
                });
            }
            else
            {
                value.Append(line[at]);
            }

            at++;
        }

        at++;
        return value.ToString();
    }
}
