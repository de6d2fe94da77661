using System.Collections;
using Microsoft.AspNetCore.Builder;
using SocketExporter.Cli;
using SocketExporter.Collectors;
using SocketExporter.Config;
using SocketExporter.Kernel;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Recordings;
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

        var commands = new ExporterCommands { Serve = ServeAsync, Once = OnceAsync, Record = RecordAsync };
        var commandLine = new CommandLine(Settings, commands, Console.Out, Console.Error);
        Dictionary<string, string> environment = Environment.GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .ToDictionary(static entry => (string)entry.Key, static entry => (string?)entry.Value ?? "", StringComparer.Ordinal);
        return await commandLine.RunAsync(arguments, environment, CancellationToken.None);
    }

    private static async Task<int> ServeAsync(ExporterOptions options, CancellationToken cancellation)
    {
        try
        {
            (KernelSource kernel, TimeProvider time) = Source(options);
            using var sampler = new Sampler(kernel, time);
            await using WebApplication app = ExporterHost.Build(options, Enabled(options), sampler, time);
            await ExporterHost.RunAsync(app);
            return ExitCode.Success;
        }
        catch (Exception e) when (e is ListenException or KernelReadException)
        {
            await Console.Error.WriteLineAsync($"socket-exporter: {e.Message}");
            return ExitCode.Failure;
        }
    }

    /// <summary>Samples on this thread, as often as asked, <c>sampling.interval</c> apart, and prints the last page.</summary>
    private static async Task<int> OnceAsync(ExporterOptions options, int samples, TextWriter output, CancellationToken cancellation)
    {
        KernelSource kernel;
        TimeProvider time;
        try
        {
            (kernel, time) = Source(options);
        }
        catch (KernelReadException e)
        {
            await Console.Error.WriteLineAsync($"socket-exporter: {e.Message}");
            return ExitCode.Failure;
        }

        using var sampler = new Sampler(kernel, time);
        OneShot.Result result = OneShot.Run(sampler, new Publisher(Enabled(options), new PrometheusExposition(), BuildInfo.OfThisProgram, time), samples, options.SamplingInterval, cancellation);
        foreach (string complaint in result.Complaints)
        {
            await Console.Error.WriteLineAsync($"socket-exporter: {complaint}");
        }

        await output.WriteAsync(result.Page.AsMemory(), cancellation);
        await output.FlushAsync(cancellation);
        return ExitCode.Success;
    }

    private static Task<int> RecordAsync(ExporterOptions options, string directory, TextWriter output, CancellationToken cancellation)
        => RecordCommand.RunAsync(new Recorder(options.ProcFsPath, directory), directory, output, Console.Error);

    /// <summary>What is sampled, and by which clock.</summary>
    /// <exception cref="KernelReadException">What --replay names is no recording that this version reads.</exception>
    private static (KernelSource Kernel, TimeProvider Time) Source(ExporterOptions options)
    {
        if (options.ReplayDirectory is not { } directory)
        {
            return (new LiveKernel(options.ProcFsPath), TimeProvider.System);
        }

        RecordedKernel recording = RecordedKernel.Open(directory);
        return (recording, new ReplayClock(recording.Manifest.RecordedAt));
    }

    private static IReadOnlyList<ICollector> Enabled(ExporterOptions options)
        => [.. CollectorList.All.Where(collector => options.Collectors.Contains(collector.Name))];
}
