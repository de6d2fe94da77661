using Microsoft.Extensions.Time.Testing;
using SocketExporter.Publishing;

namespace SocketExporter.Tests.Publishing;

public sealed class PageSourceTests : IDisposable
{
    private static readonly PageRequest OpenMetricsGzip = new(PageFormat.OpenMetrics, Gzip: true, CollectorSelection.All);

    private readonly FakeTimeProvider _time = new();
    private readonly PublicationHolder _holder;
    private readonly PrometheusExposition _exposition = new();
    private readonly Publisher _publisher;
    private readonly PageSource _source;

    public PageSourceTests()
    {
        var asked = new AskedPages(_time);
        _holder = new PublicationHolder(_time);
        _publisher = new Publisher([Samples.Collector("tcp", "socket_a"), Samples.Collector("udp", "socket_b")], _exposition, Samples.Build, asked, _time);
        _source = new PageSource(_holder, asked, _exposition, Samples.Build, _time);
    }

    [Theory]
    [InlineData(false, false, "")]
    [InlineData(false, false, "tcp")]
    [InlineData(false, true, "")]
    [InlineData(false, true, "tcp")]
    [InlineData(true, false, "")]
    [InlineData(true, false, "tcp")]
    [InlineData(true, true, "")]
    [InlineData(true, true, "udp")]
    public async Task A_regular_scrape_renders_and_compresses_nothing(bool openMetrics, bool gzip, string collectors)
    {
        var request = new PageRequest(
            openMetrics ? PageFormat.OpenMetrics : PageFormat.Text, gzip, collectors.Length == 0 ? CollectorSelection.All : CollectorSelection.Of([collectors]));
        Sample();
        await _source.GetAsync(request, CancellationToken.None);
        for (int sample = 0; sample < 20; sample++)
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            Sample();
            (long Exports, long Made) before = (_exposition.Exports, _source.MadeOnDemand);
            for (int scrape = 0; scrape < 3; scrape++)
            {
                ValueTask<ReadyPage?> page = _source.GetAsync(request, CancellationToken.None);
                Assert.True(page.IsCompletedSuccessfully);
                Assert.Equal(gzip, (await page)!.Gzip);
            }

            Assert.Equal(before, (_exposition.Exports, _source.MadeOnDemand));
        }
    }

    [Fact]
    public async Task Many_clients_that_want_what_is_not_ready_get_one_rendering()
    {
        Sample();

        ReadyPage?[] pages = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => _source.GetAsync(OpenMetricsGzip, CancellationToken.None).AsTask())));

        Assert.Equal(1, _source.MadeOnDemand);
        Assert.All(pages, page => Assert.Same(pages[0], page));
    }

    [Fact]
    public async Task A_page_made_on_demand_is_the_one_that_is_made_with_the_sample()
    {
        Sample();
        ReadyPage onDemand = (await _source.GetAsync(OpenMetricsGzip with { Gzip = false }, CancellationToken.None))!;
        Sample();
        ReadyPage ready = (await _source.GetAsync(OpenMetricsGzip with { Gzip = false }, CancellationToken.None))!;

        Assert.Equal(1, _source.MadeOnDemand);
        Assert.Equal(onDemand.Pieces[0].ToArray(), ready.Pieces[0].ToArray());
    }

    [Fact]
    public async Task A_stale_page_is_made_once_a_second_for_all_clients()
    {
        Sample();
        _time.Advance(TimeSpan.FromMinutes(2));
        for (int i = 0; i < 10; i++)
        {
            await _source.GetAsync(OpenMetricsGzip, CancellationToken.None);
        }

        Assert.Equal(1, _source.MadeOnDemand);
        _time.Advance(TimeSpan.FromSeconds(2));
        await _source.GetAsync(OpenMetricsGzip, CancellationToken.None);
        Assert.Equal(2, _source.MadeOnDemand);
    }

    public void Dispose() => _source.Dispose();

    private void Sample() => _holder.Current = _publisher.Publish(Samples.Good(), default, default, null);
}
