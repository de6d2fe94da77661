using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Builder;
using SocketExporter.Cli;
using SocketExporter.Collectors;
using SocketExporter.Config;
using SocketExporter.Publishing;
using SocketExporter.Sampling;
using SocketExporter.Web;

namespace SocketExporter;

internal static class Program
{
    /// <summary>The settings of this program, with a switch for each collector.</summary>
    public static SettingsTable Settings { get; } =
        new([.. CollectorList.All.Select(static collector => new CollectorSetting(collector.Name, collector.Summary, EnabledByDefault: true))]);

    public static async Task<int> Main(string[] arguments)
    {
        if (!OperatingSystem.IsLinux())
        {
            await Console.Error.WriteLineAsync("socket-exporter: this is not Linux; it reads the Linux kernel's own interfaces (netlink, procfs) and runs nowhere else");
            return ExitCode.Failure;
        }

        // Before anything else: a stop that comes while the program is still loading is a stop like any other.
        using var stop = new CancellationTokenSource();
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, StopInOrder);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, StopInOrder);

        var commands = new ExporterCommands { Serve = ServeAsync, Once = OnceAsync };
        var commandLine = new CommandLine(Settings, commands, Console.Out, Console.Error);
        try
        {
            return await commandLine.RunAsync(arguments, EnvironmentSettings.OfProcess(), stop.Token);
        }
#pragma warning disable CA1031 // The last line of defence: a defect or a full disk is one line on standard error, not an abort with a dump.
        catch (Exception e)
#pragma warning restore CA1031
        {
            await Console.Error.WriteLineAsync($"socket-exporter: {e.GetType().Name}: {e.Message}");
            return ExitCode.Failure;
        }

        void StopInOrder(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }

    private static async Task<int> ServeAsync(ExporterOptions options, CancellationToken cancellation)
    {
        try
        {
            using var sampler = new Sampler(options.ProcFsPath, TimeProvider.System, options.SamplingListenerPeakWindow);
            await using WebApplication app = ExporterHost.Build(options, Enabled(options), sampler, TimeProvider.System);
            await ExporterHost.RunAsync(app, cancellation);
            return ExitCode.Success;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitCode.Success;
        }
        catch (ListenException e)
        {
            await Console.Error.WriteLineAsync($"socket-exporter: {e.Message}");
            return ExitCode.Failure;
        }
    }

    /// <summary>Samples on this thread, as often as asked, <c>sampling.interval</c> apart, and prints the last page.</summary>
    private static async Task<int> OnceAsync(ExporterOptions options, int samples, TextWriter output, CancellationToken cancellation)
    {
        using var sampler = new Sampler(options.ProcFsPath, TimeProvider.System, options.SamplingListenerPeakWindow);
        var publisher = new Publisher(Enabled(options), new PrometheusExposition(), BuildInfo.OfThisProgram, new AskedPages(TimeProvider.System), TimeProvider.System);
        try
        {
            OneShot.Result result = OneShot.Run(sampler, publisher, samples, options.SamplingInterval, cancellation);
            foreach (string complaint in result.Complaints)
            {
                await Console.Error.WriteLineAsync($"socket-exporter: {complaint}");
            }

            await output.WriteAsync(result.Page.AsMemory(), cancellation);
            await output.FlushAsync(cancellation);
            return result.Complaints.Count == 0 ? ExitCode.Success : ExitCode.Failure;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("socket-exporter: interrupted before the last sample; nothing printed");
            return ExitCode.Failure;
        }
    }

    private static IReadOnlyList<ICollector> Enabled(ExporterOptions options)
        => [.. CollectorList.All.Where(collector => options.Collectors.Contains(collector.Name))];
}
