using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Builder;
using SocketExporter.Cli;
using SocketExporter.Collectors;
using SocketExporter.Config;
using SocketExporter.Kernel;
using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Processes;
using SocketExporter.Kernel.Recordings;
using SocketExporter.Netstat;
using SocketExporter.Publishing;
using SocketExporter.Sampling;
using SocketExporter.Snapshots;
using SocketExporter.Web;

namespace SocketExporter;

internal static class Program
{
    /// <summary>The one that asked this process to stop.</summary>
    private static PosixSignal? _stopSignal;

    /// <summary>The settings of this program, with a switch for each collector.</summary>
    public static SettingsTable Settings { get; } =
        new([.. CollectorList.All.Select(static collector => new CollectorSetting(collector.Name, collector.Summary, collector.EnabledByDefault))]);

    public static async Task<int> Main(string[] arguments)
    {
        if (!OperatingSystem.IsLinux())
        {
            await Console.Error.WriteLineAsync("socket-exporter: this is not Linux; it reads the Linux kernel's own interfaces (netlink, procfs) and runs nowhere else");
            return ExitCode.Failure;
        }

        NativeHeap.GiveBackLargeBlocks();
        if (arguments is [HelpText.NetstatName, .. string[] flags])
        {
            return Netstat(flags);
        }

        // Before anything else: a stop that comes while the program is still loading is a stop like any other.
        using var stop = new CancellationTokenSource();
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => StopInOrder(context, stop));
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => StopInOrder(context, stop));

        var commands = new ExporterCommands { Complaint = ProcfsComplaint.Of, Serve = ServeAsync, Once = OnceAsync, Doctor = DoctorAsync, Record = RecordAsync };
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
    }

    private static void StopInOrder(PosixSignalContext context, CancellationTokenSource stop)
    {
        context.Cancel = true;
        _stopSignal = context.Signal;
        stop.Cancel();
    }

    /// <summary>A signal ends it at once, as it ends net-tools': also while a pager does not take what it prints.</summary>
    private static int Netstat(string[] flags)
    {
        static void Write(ReadOnlySpan<byte> bytes)
        {
            if (!StandardOutput.TryWrite(bytes))
            {
                throw new OutputClosedException();
            }
        }

        var command = new NetstatCommand(Write, Console.Error, VersionLine.OfThisBuild(), new SystemNames("/etc"), NetstatViews.All)
        {
            ProgramCommands = [.. HelpText.Commands.Select(static known => (known.Name, known.Help))],
        };
        return command.Run(flags, CancellationToken.None);
    }

    private static async Task<int> ServeAsync(ExporterOptions options, CancellationToken cancellation)
    {
        WebSecuritySource? web = null;
        if (options.WebConfigFile is { } file)
        {
            var errors = new List<string>();
            web = WebSecuritySource.Open(file, TimeProvider.System, errors);
            foreach (string error in errors)
            {
                await DaemonLog.SayLastAsync(options.LogFormat, error);
            }

            if (web is null)
            {
                return ExitCode.Usage;
            }
        }

        // The other commands end at once by it.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using PosixSignalRegistration quit = PosixSignalRegistration.Create(PosixSignal.SIGQUIT, context => StopInOrder(context, stop));
        try
        {
            (KernelSource kernel, TimeProvider time) = Source(options);
            using Sampler sampler = SamplerOf(options, kernel, time, looksBetween: true);
            await using WebApplication app = ExporterHost.Build(options, Enabled(options), sampler, time, web);
            return await ExporterHost.RunAsync(app, static () => _stopSignal, stop.Token) ? ExitCode.Success : ExitCode.Failure;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Success;
        }
        catch (Exception e) when (e is ListenException or KernelReadException)
        {
            await DaemonLog.SayLastAsync(options.LogFormat, e.Message);
            return ExitCode.Failure;
        }
    }

    /// <summary>Samples on this thread, as often as asked, <c>sampling.interval</c> apart, and prints the last page.</summary>
    private static async Task<int> OnceAsync(ExporterOptions options, int samples, TextWriter output, CancellationToken cancellation)
    {
        try
        {
            (KernelSource kernel, TimeProvider time) = Source(options);
            using Sampler sampler = SamplerOf(options, kernel, time, looksBetween: false);
            var publisher = new Publisher(Enabled(options), new PrometheusExposition(), BuildInfo.OfThisProgram, new AskedPages(time), time);
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
        catch (KernelReadException e)
        {
            await Console.Error.WriteLineAsync($"socket-exporter: {e.Message}");
            return ExitCode.Failure;
        }
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

    private static async Task<int> DoctorAsync(ExporterOptions options, TextWriter output)
    {
        try
        {
            Surroundings surroundings = Surroundings.Read(options.ProcFsPath);
            // What the daemon would read with these settings, so that both say the same.
            using Sampler sampler = SamplerOf(options, new LiveKernel(options.ProcFsPath), TimeProvider.System, looksBetween: false);
            Snapshot snapshot = sampler.Take();
            await output.WriteAsync(DoctorReport.Render(VersionLine.OfThisBuild(), surroundings, snapshot, sampler.Reads));
            return !Capabilities.Of(snapshot).Any(static capability => capability.IsLimited) ? ExitCode.Success : ExitCode.Failure;
        }
        catch (KernelReadException e)
        {
            await Console.Error.WriteLineAsync($"socket-exporter: {e.Message}");
            return ExitCode.Failure;
        }
    }

    /// <param name="looksBetween">Whether somebody will look at the listeners between samples.</param>
    private static Sampler SamplerOf(ExporterOptions options, KernelSource kernel, TimeProvider time, bool looksBetween)
    {
        var rules = new ListenerRules(options.ListenersExpected, options.ListenersAllowed);
        return new Sampler(
            kernel,
            time,
            options.SamplingListenerPeakWindow,
            Needs(options) | (rules.IncludeUdp ? Sections.Udp : Sections.None),
            new InterfaceFilter(options.InterfacesInclude, options.InterfacesExclude),
            options.StuckAfter,
            looksBetween && options.SamplingListenerInterval < options.SamplingInterval ? options.SamplingListenerInterval : options.SamplingInterval,
            rules,
            options.Collectors.Contains("peers") ? options.Peers : [],
            options.ProcessNames);
    }

    private static IReadOnlyList<ICollector> Enabled(ExporterOptions options)
        => [.. CollectorList.All.Where(collector => options.Collectors.Contains(collector.Name))];

    private static Sections Needs(ExporterOptions options)
        => Enabled(options).Aggregate(Sections.None, static (needs, collector) => needs | collector.Needs);
}
