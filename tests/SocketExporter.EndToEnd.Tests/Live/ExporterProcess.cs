using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using SocketExporter.EndToEnd.Tests.Pages;
using SocketExporter.Lab;

namespace SocketExporter.EndToEnd.Tests.Live;

/// <summary>The daemon, started in a namespace and known only by its command line, its pages and its signals.</summary>
internal sealed class ExporterProcess : IDisposable
{
    public const int Port = 10105;

    private readonly Process _process;
    private readonly HttpClient _http;
    private readonly List<string> _log = [];

    /// <param name="binary">A copy of it.</param>
    /// <param name="wrapper">What executes it: setpriv and its flags.</param>
    public ExporterProcess(Namespace space, string[] flags, string binary, string[] wrapper)
        : this(
            space,
            [
                .. wrapper,
                binary,
                $"--web.listen-address=127.0.0.1:{Port}",
                .. flags.Any(flag => flag.StartsWith("--sampling.interval=", StringComparison.Ordinal)) ? (string[])[] : ["--sampling.interval=100ms"],
                // Samples at once, whatever they cost: the tests wait for them.
                "--sampling.cpu-budget=1",
                .. flags,
            ])
    {
    }

    private ExporterProcess(Namespace space, string[] command)
    {
        _process = space.Start(command[0], command[1..]);
        _process.OutputDataReceived += (_, line) => Log(line.Data);
        _process.ErrorDataReceived += (_, line) => Log(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _http = space.Http(Port);
        Wait.Until("the daemon to be ready", IsReady);
    }

    /// <summary>As built beside these tests, or what SOCKET_EXPORTER_BINARY names (a release build).</summary>
    public static string Binary { get; } = FindBinary();

    /// <summary>As a new user starts it.</summary>
    public static ExporterProcess WithoutFlags(Namespace space) => new(space, [Binary]);

    /// <param name="command">Which executes it, or forks and waits for it (nsenter).</param>
    public static ExporterProcess StartedBy(Namespace space, params string[] command) => new(space, command);

    /// <summary>What each run of the program adds to the population: the socket through which it asks for the speed of interfaces.</summary>
    public static Truth Own { get; } = new(0, "socket-exporter", [], [], [], [new UnixTruth("dgram", "unconnected", null, 1)]);

    public IReadOnlyList<string> LogLines
    {
        get
        {
            lock (_log)
            {
                return [.. _log];
            }
        }
    }

    public int ProcessId => Tool.ChildOf(_process.Id) ?? _process.Id;

    public (HttpStatusCode Status, string Body) Get(string path)
    {
        try
        {
            using HttpResponseMessage response = _http.GetAsync(new Uri(path, UriKind.Relative)).GetAwaiter().GetResult();
            return (response.StatusCode, response.Content.ReadAsStringAsync().GetAwaiter().GetResult());
        }
        catch (HttpRequestException e) when (_process.WaitForExit(TimeSpan.FromMilliseconds(100)))
        {
            // What it said last may still be under way in the pipe, until its end; a child that holds the pipe open is not waited for.
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            _process.WaitForExitAsync(patience.Token).ContinueWith(static _ => { }, TaskScheduler.Default).GetAwaiter().GetResult();
            throw new InvalidOperationException($"the daemon ended with exit code {_process.ExitCode}; it said last: {string.Join('\n', LogLines.TakeLast(5))}", e);
        }
    }

    /// <summary>As a scraper asks: with its headers, and the body as it came.</summary>
    public (string ContentType, string Encoding, byte[] Body) Scrape(string accept, string acceptEncoding)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("metrics", UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", acceptEncoding);
        using HttpResponseMessage response = _http.Send(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        byte[] body = response.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult();
        Assert.Equal(body.Length, response.Content.Headers.ContentLength);
        return (response.Content.Headers.ContentType!.ToString(), string.Join(",", response.Content.Headers.ContentEncoding), body);
    }

    /// <summary>The page in the words in which Prometheus asks for it: compressed OpenMetrics.</summary>
    public string Scrape()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "metrics");
        request.Headers.TryAddWithoutValidation(
            "Accept", "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip");
        using HttpResponseMessage response = _http.SendAsync(request).GetAwaiter().GetResult();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
        using var text = new StreamReader(new GZipStream(response.Content.ReadAsStream(), CompressionMode.Decompress));
        return text.ReadToEnd();
    }

    public MetricsPage Page()
    {
        (HttpStatusCode status, string body) = Get("metrics");
        Assert.Equal(HttpStatusCode.OK, status);
        return MetricsPage.Parse(body);
    }

    /// <summary>The page of a sample that began after this call: the second new one, as the first may have been under way.</summary>
    public MetricsPage NextPage()
    {
        double last = Timestamp(Page());
        int seen = 0;
        return Wait.For("two samples", () =>
        {
            MetricsPage page = Page();
            if (Timestamp(page) > last)
            {
                last = Timestamp(page);
                seen++;
            }

            return seen >= 2 ? page : null;
        });
    }

    /// <summary>SIGTERM: within 2 s, unless the test leaves it no processor, and with exit code 0.</summary>
    public void Stop(double withinSeconds = 2)
    {
        _http.Dispose();
        Assert.Equal(0, LibC.Kill(ProcessId, LibC.SIGTERM));
        bool ended = _process.WaitForExit(TimeSpan.FromSeconds(withinSeconds));
        Assert.True(ended, $"the daemon did not end within {withinSeconds} s of SIGTERM");
        Assert.Equal(0, _process.ExitCode);
    }

    public void Dispose() => _http.Dispose();

    private static double Timestamp(MetricsPage page) => page.Get("socket_exporter_sample_timestamp_seconds");

    private static string FindBinary()
    {
        if (Environment.GetEnvironmentVariable("SOCKET_EXPORTER_BINARY") is { Length: > 0 } given)
        {
            return given;
        }

        // tests/SocketExporter.EndToEnd.Tests/bin/CONFIGURATION/net10.0/
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        return Path.Combine(Repository.Root, "src/SocketExporter/bin", framework.Parent!.Name, framework.Name, "socket-exporter");
    }

    private bool IsReady()
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"the daemon ended with {_process.ExitCode}: {string.Join('\n', LogLines)}");
        }

        try
        {
            return Get("-/ready").Status == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Log(string? line)
    {
        if (line is not null)
        {
            lock (_log)
            {
                _log.Add(line);
            }
        }
    }
}
