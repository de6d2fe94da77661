namespace SocketExporter.EndToEnd.Tests.Pages;

public sealed class MetricsPageTests
{
    private const string Good = """
        # HELP a_total Some \\ help.
        # TYPE a_total counter
        a_total{x="1",y="a \"b\" \\ \n"} 3
        a_total{x="2",y="c"} 1.5e+3
        # HELP b Other.
        # TYPE b gauge
        b -0.5

        """;

    [Fact]
    public void A_page_is_read_by_name_and_labels()
    {
        MetricsPage page = MetricsPage.Parse(Good);
        Assert.Equal(3, page.Get("a_total", ("y", "a \"b\" \\ \n"), ("x", "1")));
        Assert.Equal(1500, page.Get("a_total", ("x", "2"), ("y", "c")));
        Assert.Equal(1503, page.Sum("a_total"));
        Assert.Equal(-0.5, page.Get("b"));
        Assert.Equal("counter", page.Types["a_total"]);
        Assert.Null(page.Find("a_total", ("x", "2")));
    }

    [Theory]
    [InlineData("b 1\n")]
    [InlineData("# HELP b x\n# TYPE b gauge\nb 1")]
    [InlineData("# HELP b x\n# TYPE b gauge\nb 1\nb 1\n")]
    [InlineData("# HELP b x\n# TYPE b gauge\nb 1 1700000000\n")]
    [InlineData("# HELP b x\n# TYPE b gauge\nb{x=\"\"} 1\n")]
    [InlineData("# HELP b x\n# TYPE b gauge\nb one\n")]
    [InlineData("# HELP b x\n# TYPE b gauge\n# HELP c x\n# TYPE c gauge\nc 1\nb 1\n")]
    [InlineData("# HELP b x\n# TYPE b gauge\nb 1\n# TYPE b gauge\n")]
    public void What_a_good_page_never_has_is_refused(string text) => Assert.Throws<FormatException>(() => MetricsPage.Parse(text));
}
