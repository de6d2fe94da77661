using System.Net;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serilog;
using SocketExporter.Collectors;
using SocketExporter.Config;
using SocketExporter.Kernel.Io;
using SocketExporter.Publishing;
using SocketExporter.Sampling;
using SocketExporter.Web;

namespace SocketExporter;

/// <summary>Puts the daemon together: every part it has is named here.</summary>
internal static class ExporterHost
{
    /// <summary>A stop is asked for, then waited for this long: the process is gone within 2 s of SIGTERM.</summary>
    public static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(1);

    /// <param name="web">null: neither encryption nor passwords.</param>
    public static WebApplication Build(
        ExporterOptions options, IReadOnlyList<ICollector> collectors, ISampleSource source, TimeProvider time, WebSecuritySource? web = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSerilog(DaemonLog.Create(options.LogLevel, options.LogFormat), dispose: true);
        builder.Services.AddSingleton<IHostLifetime, SignalsElsewhere>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);

        builder.WebHost.UseKestrelCore();
        var clients = new ClientConnections(KestrelLimits.ConnectionsWithin(DescriptorLimit.Soft()));
        builder.Services.AddSingleton<IConnectionListenerFactory>(services => new ClientListenerFactory(clients, services.GetRequiredService<ILoggerFactory>()));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            KestrelLimits.Apply(kestrel);
            foreach (EndPoint endpoint in options.ListenAddresses.SelectMany(ListenEndPoints.Of))
            {
                kestrel.Listen(endpoint, listen => WebSecurityServer.Apply(listen, web));
            }
        });

        var schedule = new SamplingSchedule(options.SamplingInterval, options.SamplingCpuBudgetCores) { ListenerInterval = options.SamplingListenerInterval };
        var holder = new PublicationHolder(time);
        var asked = new AskedPages(time);
        var exposition = new PrometheusExposition();
        var publisher = new Publisher(collectors, exposition, BuildInfo.OfThisProgram, asked, time);
        builder.Services.AddSingleton(_ => new PageSource(holder, asked, exposition, BuildInfo.OfThisProgram, time));
        builder.Services.AddHostedService(services => new SamplingService(
            source, publisher, holder, schedule, time, services.GetRequiredService<ILogger<SamplingService>>(), options.LogStuckPerMinute));

        WebApplication app = builder.Build();
        exposition.CountRequests(app);
        var metrics = new MetricsEndpoint(
            app.Services.GetRequiredService<PageSource>(),
            new CollectorFilter(CollectorList.All.Select(static collector => collector.Name), collectors.Select(static collector => collector.Name)),
            new ScrapeSlots(options.MaxRequests, time));
        var pages = new Endpoints(holder, metrics, options.TelemetryPath, BuildInfo.OfThisProgram);
        RequestDelegate answer = web is null ? pages.Handle : new RequestGate(web, time, pages.Handle).Handle;
        app.Run(context => clients.Answer(context, answer));
        web?.LogTo(app.Logger);
        foreach (string warning in (string[])[.. SettingContradictions.Of(options), .. WebSecurityServer.Warnings(options, web)])
        {
            app.Logger.LogWarning("{Warning}", warning);
        }

        return app;
    }

    /// <summary>Listens, says where, and serves until <paramref name="stop"/>.</summary>
    /// <param name="stopSignal">That has asked for the stop; null where none has, and sampling has ended by itself.</param>
    /// <returns>False when sampling has ended by itself, which it must not.</returns>
    /// <exception cref="ListenException">An address can't be bound.</exception>
    public static async Task<bool> RunAsync(WebApplication app, Func<PosixSignal?> stopSignal, CancellationToken stop)
    {
        SamplingService sampling = app.Services.GetServices<IHostedService>().OfType<SamplingService>().Single();

        // Said before the stop is waited for: whoever looks at a process that hangs in it should see that it was asked.
        using CancellationTokenRegistration farewell = app.Lifetime.ApplicationStopping.Register(() => app.Logger.LogInformation(
            "shutting down after {Cause}, samples taken: {Samples}", stopSignal()?.ToString() ?? "a failure", sampling.SamplesTaken));
        await app.StartAsync(stop).ConfigureAwait(false);
        foreach (string address in app.Urls)
        {
            app.Logger.LogInformation("SocketExporter {Version} listening on {Address}", BuildInfo.OfThisProgram.Version, address);
        }

        await app.WaitForShutdownAsync(stop).ConfigureAwait(false);
        return sampling.ExecuteTask is not { IsFaulted: true };
    }
}
