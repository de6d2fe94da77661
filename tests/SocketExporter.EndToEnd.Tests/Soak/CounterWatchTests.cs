using SocketExporter.EndToEnd.Tests.Pages;

namespace SocketExporter.EndToEnd.Tests.Soak;

public sealed class CounterWatchTests
{
    [Fact]
    public void A_counter_that_fell_is_told_also_when_it_was_away_meanwhile()
    {
        var watch = new CounterWatch();
        watch.See(Page(("a", 5), ("b", 5)));
        watch.See(Page(("a", 6)));
        watch.See(Page(("a", 6), ("b", 4)));

        Assert.Equal(["x_total{of=b}: from 5 to 4"], watch.Falls);
        Assert.Equal(2, watch.Counters);
    }

    [Fact]
    public void A_gauge_may_fall()
    {
        var watch = new CounterWatch();
        watch.See(MetricsPage.Parse("# HELP y Y.\n# TYPE y gauge\ny 5\n"));
        watch.See(MetricsPage.Parse("# HELP y Y.\n# TYPE y gauge\ny 4\n"));

        Assert.Empty(watch.Falls);
    }

    private static MetricsPage Page(params (string Of, int Value)[] series)
        => MetricsPage.Parse("# HELP x_total X.\n# TYPE x_total counter\n" + string.Concat(series.Select(one => $"x_total{{of=\"{one.Of}\"}} {one.Value}\n")));
}
