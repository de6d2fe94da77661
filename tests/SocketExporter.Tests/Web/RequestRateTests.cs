using Microsoft.Extensions.Time.Testing;
using SocketExporter.Config;
using SocketExporter.Web;

namespace SocketExporter.Tests.Web;

public sealed class RequestRateTests
{
    [Fact]
    public void A_burst_is_let_in_then_one_each_interval_and_rest_fills_no_more_than_the_burst()
    {
        var time = new FakeTimeProvider();
        var rate = new RequestRate(new RequestRateLimit(TimeSpan.FromSeconds(2), 3), time);
        Assert.Equal([true, true, true, false], Take(rate, 4));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([false], Take(rate, 1));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([true, false], Take(rate, 2));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal([true, true, true, false], Take(rate, 4));
    }

    private static List<bool> Take(RequestRate rate, int times) => [.. Enumerable.Range(0, times).Select(_ => rate.TryTake())];
}
