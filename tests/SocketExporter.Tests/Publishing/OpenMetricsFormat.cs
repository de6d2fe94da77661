using System.Text;

namespace SocketExporter.Tests.Publishing;

/// <summary>A strict reader of OpenMetrics 1.0.0 as far as the daemon writes it: gauges, counters and histograms. Anything else fails the test.</summary>
internal static class OpenMetricsFormat
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static IReadOnlyList<TextFormat.Series> Parse(ReadOnlySpan<byte> page)
    {
        string text = StrictUtf8.GetString(page);
        Assert.EndsWith("# EOF\n", text, StringComparison.Ordinal);
        string[] lines = text[..^1].Split('\n');
        var all = new List<TextFormat.Series>();
        var families = new HashSet<string>();
        var seen = new HashSet<string>();
        (string Name, string Type) current = default;
        for (int i = 0; i < lines.Length - 1; i++)
        {
            string[] words = lines[i].Split(' ', 4);
            if (words[0] != "#")
            {
                TextFormat.Series one = TextFormat.ParseSeries(lines[i]);
                Assert.Contains(one.Name, current.Type switch
                {
                    "counter" => [$"{current.Name}_total"],
                    "histogram" => [$"{current.Name}_sum", $"{current.Name}_count", $"{current.Name}_bucket"],
                    _ => (string[])[current.Name!],
                });
                Assert.True(seen.Add(one.ToString()), $"series {one} twice");
                Assert.True(current.Type != "counter" || one.Value >= 0, $"{one} below 0");
                all.Add(one);
                continue;
            }

            Assert.Equal("HELP", words[1]);
            Assert.True(families.Add(words[2]), $"family {words[2]} twice");
            Assert.False(words[2].EndsWith("_total", StringComparison.Ordinal), $"family {words[2]} has a suffix that is a sample's");
            string[] type = lines[++i].Split(' ');
            Assert.Equal(["#", "TYPE", words[2]], type[..3]);
            Assert.Contains(type[3], (string[])["gauge", "counter", "histogram"]);
            current = (words[2], type[3]);
        }

        return all;
    }
}
