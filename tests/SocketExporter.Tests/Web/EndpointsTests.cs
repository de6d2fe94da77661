using System.Net;
using SocketExporter.Tests.Publishing;

namespace SocketExporter.Tests.Web;

public sealed class EndpointsTests
{
    [Fact]
    public async Task Metrics_are_served_in_the_text_format()
    {
        await using RunningDaemon daemon = await Ready();

        using HttpResponseMessage answer = await Get(daemon, "/metrics");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        byte[] page = await answer.Content.ReadAsByteArrayAsync();
        Assert.Equal(page.Length, answer.Content.Headers.ContentLength);
        Assert.Contains(TextFormat.Parse(page), series => series is { Name: "socket_a", Value: 42 });
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/")]
    [InlineData("/-/ready")]
    public async Task Head_gives_the_headers_of_get_and_no_body(string path)
    {
        await using RunningDaemon daemon = await Ready();
        using HttpResponseMessage got = await Get(daemon, path);

        using HttpResponseMessage answer = await Send(daemon, HttpMethod.Head, path);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(got.Content.Headers.ContentLength, answer.Content.Headers.ContentLength);
        Assert.Equal(got.Content.Headers.ContentType, answer.Content.Headers.ContentType);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Before_the_first_sample_the_daemon_is_healthy_but_not_ready_and_has_no_page()
    {
        using var sampleMayEnd = new ManualResetEventSlim();
        await using RunningDaemon daemon = await RunningDaemon.Start(_ =>
        {
            sampleMayEnd.Wait(TimeSpan.FromSeconds(30));
            return Samples.Good();
        });

        using HttpResponseMessage healthy = await Get(daemon, "/-/healthy");
        using HttpResponseMessage notReady = await Get(daemon, "/-/ready");
        using HttpResponseMessage noPage = await Get(daemon, "/metrics");
        sampleMayEnd.Set();
        await daemon.WhenReady();
        using HttpResponseMessage ready = await Get(daemon, "/-/ready");
        using HttpResponseMessage page = await Get(daemon, "/metrics");

        Assert.Equal((HttpStatusCode.OK, "healthy\n"), await Read(healthy));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "no sample has been taken yet\n"), await Read(notReady));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "no sample has been taken yet\n"), await Read(noPage));
        Assert.Equal((HttpStatusCode.OK, "ready\n"), await Read(ready));
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Fact]
    public async Task The_landing_page_links_to_the_other_pages()
    {
        await using RunningDaemon daemon = await Ready("/a\"<b>&c");

        using HttpResponseMessage answer = await Get(daemon, "/");

        string html = await answer.Content.ReadAsStringAsync();
        Assert.Equal("text/html; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Contains("<a href=\"/a&quot;&lt;b&gt;&amp;c\">Metrics</a>", html, StringComparison.Ordinal);
        Assert.Contains("<a href=\"/-/healthy\">", html, StringComparison.Ordinal);
        Assert.Contains("<a href=\"/-/ready\">", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "/metrics")]
    [InlineData("PUT", "/")]
    [InlineData("DELETE", "/-/healthy")]
    [InlineData("BREW", "/-/ready")]
    public async Task Other_methods_are_refused(string method, string path)
    {
        await using RunningDaemon daemon = await Ready();

        using HttpResponseMessage answer = await Send(daemon, new HttpMethod(method), path, "a body");

        Assert.Equal((HttpStatusCode.MethodNotAllowed, "method not allowed\n"), await Read(answer));
        Assert.Equal("GET, HEAD", string.Join(", ", answer.Content.Headers.Allow));
    }

    [Theory]
    [InlineData("/nowhere")]
    [InlineData("/metrics/")]
    [InlineData("/METRICS")]
    [InlineData("/-/reload")]
    public async Task Unknown_paths_are_not_found(string path)
    {
        await using RunningDaemon daemon = await Ready();

        using HttpResponseMessage answer = await Get(daemon, path);

        Assert.Equal((HttpStatusCode.NotFound, "not found\n"), await Read(answer));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/a/{b}/metrics")]
    public async Task Metrics_are_where_the_telemetry_path_says(string path)
    {
        await using RunningDaemon daemon = await Ready(path);

        using HttpResponseMessage answer = await Get(daemon, path);

        Assert.Contains("socket_a 42\n", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_are_counted_by_their_code_whatever_the_method_and_path()
    {
        await using RunningDaemon daemon = await Ready();
        for (int i = 0; i < 3; i++)
        {
            using HttpResponseMessage notFound = await Get(daemon, $"/nowhere{i}");
            using HttpResponseMessage refused = await Send(daemon, new HttpMethod($"BREW{i}"), "/");
        }

        string page = "";
        for (int attempt = 0; attempt < 200 && !page.Contains("code=\"405\"", StringComparison.Ordinal); attempt++)
        {
            daemon.Time.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(25);
            page = await daemon.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        }

        Assert.Contains("http_requests_received_total{code=\"404\"} 3\n", page, StringComparison.Ordinal);
        Assert.Contains("http_requests_received_total{code=\"405\"} 3\n", page, StringComparison.Ordinal);
    }

    private static async Task<RunningDaemon> Ready(string telemetryPath = "/metrics")
    {
        RunningDaemon daemon = await RunningDaemon.Start(_ => Samples.Good(), telemetryPath, collectors: Samples.Collector("tcp", "socket_a", 42));
        return await daemon.WhenReady();
    }

    private static Task<HttpResponseMessage> Get(RunningDaemon daemon, string path) => daemon.Client.GetAsync(new Uri(path, UriKind.Relative));

    private static async Task<HttpResponseMessage> Send(RunningDaemon daemon, HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : new StringContent(body);
        return await daemon.Client.SendAsync(request);
    }

    private static async Task<(HttpStatusCode Status, string Body)> Read(HttpResponseMessage answer)
        => (answer.StatusCode, await answer.Content.ReadAsStringAsync());
}
