using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using SocketExporter.Config;
using SocketExporter.Publishing;
using SocketExporter.Snapshots;
using SocketExporter.Tests.Publishing;
using SocketExporter.Web;

namespace SocketExporter.Tests.Web;

/// <summary>The daemon as it is, on a free port of loopback, with samples from a test.</summary>
internal sealed class RunningDaemon : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningDaemon(WebApplication app, FakeTimeProvider time)
    {
        _app = app;
        Time = time;
        Address = new Uri(app.Urls.First());
        Client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(20) };
    }

    public Uri Address { get; }

    public PageSource Pages => _app.Services.GetRequiredService<PageSource>();

    public HttpClient Client { get; }

    /// <summary>On which it samples.</summary>
    public FakeTimeProvider Time { get; }

    public static async Task<RunningDaemon> Start(
        Func<int, Snapshot> take, string telemetryPath = "/metrics", string listen = "127.0.0.1:0", int maxRequests = 40, WebSecuritySource? web = null, params Samples.FakeCollector[] collectors)
    {
        ExporterOptions options = ConfigurationLoader.Load(
            new SettingsTable([]),
            [
                new SettingValue(SettingsTable.ListenAddress, SettingLayer.Flag, [listen], "--web.listen-address"),
                new SettingValue(SettingsTable.SamplingCpuBudget, SettingLayer.Flag, ["1"], "--sampling.cpu-budget"),
                new SettingValue(SettingsTable.LogLevel, SettingLayer.Flag, ["error"], "--log.level"),
            ],
            new Dictionary<string, string>()).Options! with { TelemetryPath = telemetryPath, MaxRequests = maxRequests };
        var time = new FakeTimeProvider();
        WebApplication app = ExporterHost.Build(options, collectors, new FakeSampleSource(take), time, web);
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return new RunningDaemon(app, time);
    }

    /// <summary>Until the first sample is published.</summary>
    public async Task<RunningDaemon> WhenReady()
    {
        for (int attempt = 0; attempt < 400; attempt++)
        {
            using HttpResponseMessage answer = await Client.GetAsync(new Uri("/-/ready", UriKind.Relative));
            if (answer.IsSuccessStatusCode)
            {
                return this;
            }

            await Task.Delay(25);
        }

        throw new TimeoutException("not ready within 10 s");
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
