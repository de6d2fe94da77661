using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using SocketExporter.Snapshots;
using SocketExporter.Tests.Publishing;

namespace SocketExporter.Tests.Web;

public sealed class MetricsEndpointTests
{
    [Fact]
    public async Task OpenMetrics_is_served_to_who_asks_for_it()
    {
        await using RunningDaemon daemon = await Ready();

        using HttpResponseMessage answer = await Get(daemon, "/metrics", accept: "application/openmetrics-text;version=1.0.0,text/plain;q=0.5");

        Assert.Equal("application/openmetrics-text; version=1.0.0; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("Accept, Accept-Encoding", string.Join(", ", answer.Headers.Vary));
        IReadOnlyList<TextFormat.Series> page = OpenMetricsFormat.Parse(await answer.Content.ReadAsByteArrayAsync());
        Assert.Contains(page, series => series is { Name: "socket_a", Value: 42 });
        Assert.Contains(page, series => series is { Name: "http_requests_received_total" });
    }

    [Theory]
    [InlineData("text/plain", "")]
    [InlineData("application/openmetrics-text", "")]
    [InlineData("text/plain", "?collect[]=tcp")]
    [InlineData("application/openmetrics-text", "?collect[]=tcp")]
    public async Task A_compressed_page_is_the_page(string accept, string query)
    {
        await using RunningDaemon daemon = await Ready();
        using HttpResponseMessage plain = await Get(daemon, "/metrics" + query, accept);

        using HttpResponseMessage answer = await Get(daemon, "/metrics" + query, accept, "gzip");

        Assert.Equal(["gzip"], answer.Content.Headers.ContentEncoding);
        Assert.Equal(plain.Content.Headers.ContentType, answer.Content.Headers.ContentType);
        byte[] body = await answer.Content.ReadAsByteArrayAsync();
        Assert.Equal(body.Length, answer.Content.Headers.ContentLength);
        using var gzip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        await gzip.CopyToAsync(unpacked);
        Assert.Equal(await plain.Content.ReadAsByteArrayAsync(), unpacked.ToArray());
    }

    [Theory]
    [InlineData("?collect[]=tcp", true, false, false)]
    [InlineData("?collect%5B%5D=tcp&collect%5B%5D=udp", true, true, false)]
    [InlineData("?collect[]=tcp&collect[]=tcp", true, false, false)]
    [InlineData("?exclude[]=tcp", false, true, true)]
    [InlineData("?exclude[]=tcp&exclude[]=unix&exclude[]=udp", false, false, false)]
    [InlineData("?exclude[]=interfaces", true, true, true)]
    [InlineData("?other=thing", true, true, true)]
    public async Task Collectors_are_selected_by_the_query_and_the_daemons_own_series_come_along(string query, bool tcp, bool udp, bool unix)
    {
        await using RunningDaemon daemon = await Ready();

        foreach (string accept in (string[])["text/plain", "application/openmetrics-text"])
        {
            using HttpResponseMessage answer = await Get(daemon, "/metrics" + query, accept);
            byte[] body = await answer.Content.ReadAsByteArrayAsync();
            string[] names = [.. (accept == "text/plain" ? TextFormat.Parse(body) : OpenMetricsFormat.Parse(body)).Select(series => series.Name)];

            Assert.Equal((tcp, udp, unix), (names.Contains("socket_a"), names.Contains("socket_b"), names.Contains("socket_c")));
            Assert.Contains("socket_exporter_build_info", names);
            Assert.Contains("process_open_fds", names);
            Assert.Contains("http_requests_in_progress", names);
            Assert.Equal(body.Length, answer.Content.Headers.ContentLength);
        }
    }

    [Theory]
    [InlineData("?collect[]=tpc", "collect[]: unknown collector \"tpc\"; did you mean tcp?\n")]
    [InlineData("?exclude[]=udo", "exclude[]: unknown collector \"udo\"; did you mean udp?\n")]
    [InlineData("?collect[]=tpc&collect[]=udo", "collect[]: unknown collector \"tpc\"; did you mean tcp?\ncollect[]: unknown collector \"udo\"; did you mean udp?\n")]
    [InlineData("?collect[]=interfaces", "collect[]: collector \"interfaces\" is disabled; enable it with --collector.interfaces\n")]
    [InlineData("?collect[]=tcp&exclude[]=udp", "collect[] and exclude[] can't be combined; write one of them\n")]
    public async Task A_query_for_what_is_not_there_is_refused_and_mended(string query, string message)
    {
        await using RunningDaemon daemon = await Ready();

        using HttpResponseMessage answer = await Get(daemon, "/metrics" + query);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(message, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_unknown_collector_that_is_like_none_gets_the_list()
    {
        await using RunningDaemon daemon = await Ready();

        using HttpResponseMessage answer = await Get(daemon, "/metrics?collect[]=");

        Assert.StartsWith("collect[]: unknown collector \"\"; known are conntrack, conntrack-flows, ", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Head_gives_the_headers_of_each_format_and_encoding_and_no_body()
    {
        await using RunningDaemon daemon = await Ready();
        using HttpResponseMessage got = await Get(daemon, "/metrics", "application/openmetrics-text", "gzip");

        using HttpResponseMessage answer = await Get(daemon, "/metrics", "application/openmetrics-text", "gzip", HttpMethod.Head);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(got.Content.Headers.ContentLength, answer.Content.Headers.ContentLength);
        Assert.Equal(got.Content.Headers.ContentType, answer.Content.Headers.ContentType);
        Assert.Equal(["gzip"], answer.Content.Headers.ContentEncoding);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task One_scrape_more_than_allowed_is_refused_until_the_client_that_hangs_has_to_go()
    {
        await using RunningDaemon daemon = await RunningDaemon.Start(_ => Samples.Good(), maxRequests: 1, collectors: Samples.BigCollector());
        await daemon.WhenReady();
        using var hanging = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await hanging.ConnectAsync(IPAddress.Loopback, daemon.Address.Port);
        await hanging.SendAsync("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
        await hanging.ReceiveAsync(new byte[1]);

        using HttpResponseMessage refused = await Get(daemon, "/metrics");
        using HttpResponseMessage healthy = await Get(daemon, "/-/healthy");

        // The kernel takes pieces of the page for the hanging client until its buffers are full; only then does it stand still.
        HttpStatusCode served = HttpStatusCode.ServiceUnavailable;
        for (int attempt = 0; attempt < 40 && served != HttpStatusCode.OK; attempt++)
        {
            await Task.Delay(25);
            daemon.Time.Advance(TimeSpan.FromSeconds(3));
            using HttpResponseMessage answer = await Get(daemon, "/metrics");
            served = answer.StatusCode;
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal("the limit of 1 scrapes at the same time is reached; try again later\n", await refused.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, healthy.StatusCode);
        Assert.Equal(HttpStatusCode.OK, served);
    }

    [Theory]
    [InlineData("text/plain", "")]
    [InlineData("application/openmetrics-text", "gzip")]
    public async Task A_sampler_that_hangs_makes_the_page_stale_and_the_next_good_sample_ends_that_at_once(string accept, string encoding)
    {
        using var hangs = new SemaphoreSlim(0);
        await using RunningDaemon daemon = await RunningDaemon.Start(
            sample =>
            {
                if (sample == 2)
                {
                    hangs.Wait(TimeSpan.FromSeconds(60));
                }

                return Samples.Good();
            },
            collectors: Samples.Collector("tcp", "socket_a", 42));
        await daemon.WhenReady();
        daemon.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal((HttpStatusCode.OK, true, 0), await Look(daemon, accept, encoding));

        daemon.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, false, 1), await Look(daemon, accept, encoding));
        using HttpResponseMessage unhealthy = await Get(daemon, "/-/healthy");
        Assert.Equal("the last good sample was taken 61 s ago, the limit is 60 s\n", await unhealthy.Content.ReadAsStringAsync());

        hangs.Release();
        (HttpStatusCode, bool, double) seen = default;
        for (int attempt = 0; attempt < 400 && seen.Item1 != HttpStatusCode.OK; attempt++)
        {
            await Task.Delay(25);
            seen = await Look(daemon, accept, encoding);
        }

        Assert.Equal((HttpStatusCode.OK, true, 0), seen);
    }

    [Fact]
    public async Task A_stale_page_is_the_daemons_own_series_whatever_the_query()
    {
        await using RunningDaemon daemon = await RunningDaemon.Start(
            sample => sample == 1 ? Samples.Good() : throw new InvalidOperationException("a defect"), collectors: Samples.Collector("tcp", "socket_a", 42));
        await daemon.WhenReady();
        daemon.Time.Advance(TimeSpan.FromSeconds(61));

        byte[] body = await daemon.Client.GetByteArrayAsync(new Uri("/metrics?collect[]=tcp", UriKind.Relative));

        IReadOnlyList<TextFormat.Series> page = TextFormat.Parse(body);
        Assert.All(page, series => Assert.Matches("^(socket_exporter|process|http)_", series.Name));
        Assert.Equal(page.Count, page.Single(series => series.Name == "socket_exporter_series").Value);
    }

    [Fact]
    public async Task A_first_sample_that_hangs_gives_no_page_and_makes_the_daemon_unhealthy_after_a_minute()
    {
        using var never = new ManualResetEventSlim();
        await using RunningDaemon daemon = await RunningDaemon.Start(_ =>
        {
            never.Wait(TimeSpan.FromSeconds(60));
            return Samples.Good();
        });
        daemon.Time.Advance(TimeSpan.FromSeconds(60));
        using HttpResponseMessage before = await Get(daemon, "/-/healthy");
        daemon.Time.Advance(TimeSpan.FromSeconds(1));
        using HttpResponseMessage after = await Get(daemon, "/-/healthy");
        using HttpResponseMessage page = await Get(daemon, "/metrics");
        never.Set();

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, after.StatusCode);
        Assert.Equal("no sample has been taken in the 61 s since the start, the limit is 60 s\n", await after.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
    }

    /// <summary>Health, whether data series are there, and what the stale metric says.</summary>
    private static async Task<(HttpStatusCode Health, bool HasData, double Stale)> Look(RunningDaemon daemon, string accept, string encoding)
    {
        using HttpResponseMessage answer = await Get(daemon, "/metrics", accept, encoding);
        using HttpResponseMessage health = await Get(daemon, "/-/healthy");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await using Stream raw = await answer.Content.ReadAsStreamAsync();
        using var body = new MemoryStream();
        await (encoding == "gzip" ? new GZipStream(raw, CompressionMode.Decompress) : raw).CopyToAsync(body);
        IReadOnlyList<TextFormat.Series> page = accept == "text/plain" ? TextFormat.Parse(body.ToArray()) : OpenMetricsFormat.Parse(body.ToArray());
        return (health.StatusCode, page.Any(series => series.Name == "socket_a"), page.Single(series => series.Name == "socket_exporter_stale").Value);
    }

    private static async Task<RunningDaemon> Ready()
    {
        RunningDaemon daemon = await RunningDaemon.Start(
            _ => Samples.Good(),
            collectors: [Samples.Collector("tcp", "socket_a", 42), Samples.Collector("udp", "socket_b", 43), Samples.Collector("unix", "socket_c", 44)]);
        return await daemon.WhenReady();
    }

    private static async Task<HttpResponseMessage> Get(RunningDaemon daemon, string path, string accept = "", string encoding = "", HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, new Uri(path, UriKind.Relative));
        if (accept.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        if (encoding.Length > 0)
        {
            request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue(encoding));
        }

        return await daemon.Client.SendAsync(request);
    }
}
