using System.Text;
using SocketExporter.Metrics;
using SocketExporter.Publishing;
using SocketExporter.Sampling;
using SocketExporter.Snapshots;
using SocketExporter.Tests.Publishing;

namespace SocketExporter.Tests.Hostile;

/// <summary>Names that somebody chose to break a page: what becomes of them, and that both formats hold it.</summary>
public sealed class LabelTests
{
    private static readonly string TenThousand = new('x', 10_000);

    public static TheoryData<string, string> Names => new()
    {
        { "", "_" },
        { "nginx", "nginx" },
        { "<none>", "_<none>" },
        { "<unknown>", "_<unknown>" },
        { "<other>", "_<other>" },
        { "<ephemeral>", "_<ephemeral>" },
        { "_<none>", "_<none>" },
        { "a\nb", "a\nb" },
        { "\n", "\n" },
        { "# EOF\n", "# EOF\n" },
        { "x\"} 1\nup{a=\"", "x\"} 1\nup{a=\"" },
        { "\"", "\"" },
        { "\\", "\\" },
        { "\\n", "\\n" },
        { "\\\"", "\\\"" },
        { "a\0b", "a\ufffdb" },
        { "\r\t\u0001\u007f", "\r\t\u0001\u007f" },
        { "\u0085\u2028\u2029\ufeff", "\u0085\u2028\u2029\ufeff" },
        { "\ud800", "\ufffd" },
        { "a\udc00b", "a\ufffdb" },
        { "\udc00\ud800", "\ufffd\ufffd" },
        { "😀", "😀" },
        { "\u202egnp.exe\u2066", "\u202egnp.exe\u2066" },
        { TenThousand, TenThousand[..255] + "…" },
        { TenThousand[..254] + "😀" + TenThousand, TenThousand[..254] + "…" },
        { TenThousand[..256], TenThousand[..256] },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void A_name_is_what_it_was_on_both_pages_but_for_what_no_page_can_hold(string name, string shown)
    {
        string label = ReservedLabel.FromName(name);
        Assert.Equal(shown, label);
        var segment = new MetricSegment("labels");
        MetricFamily family = MetricFamily.Gauge("socket_a", "A.", "a test", labels: ["name", "other"]);
        new MetricWriter(segment).Write(family, 1, label, "plain");
        new MetricWriter(segment).Write(family, 2, "plain", label);
        var exposition = new PrometheusExposition();
        foreach (PageFormat format in (PageFormat[])[PageFormat.Text, PageFormat.OpenMetrics])
        {
            var page = new MemoryStream();
            exposition.Fill(segment, null).Append(format, page);
            IReadOnlyList<TextFormat.Series> series = format == PageFormat.Text
                ? TextFormat.Parse(page.ToArray())
                : OpenMetricsFormat.Parse([.. page.ToArray(), .. "# EOF\n"u8]);
            Assert.Equal([shown, "plain"], series.Single(one => one.Value == 1).Labels.Select(pair => pair.Value));
            Assert.Equal(["plain", shown], series.Single(one => one.Value == 2).Labels.Select(pair => pair.Value));
        }
    }

    [Fact]
    public void Two_names_that_are_cut_to_one_are_one_key()
        => Assert.Equal(ReservedLabel.FromName(TenThousand + "a"), ReservedLabel.FromName(TenThousand + "b"));

    [Fact]
    public void Any_bytes_are_a_unix_path()
    {
        for (int seed = 0; seed < 2000; seed++)
        {
            byte[] name = new byte[seed % 109];
            new Random(seed).NextBytes(name);
            string label = UnixListenerTally.PathOf(name);
            Assert.InRange(label.Length, 1, ReservedLabel.MaxLength);
            Assert.DoesNotContain('\0', label);
            Assert.Equal(label, new UTF8Encoding(false, true).GetString(new UTF8Encoding(false, true).GetBytes(label)));
        }
    }
}
