using SocketExporter.Kernel;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Recordings;

namespace SocketExporter.Netstat;

/// <summary>socket-exporter netstat: reads the flags, shows the views they ask for, with -c again and again.</summary>
internal sealed class NetstatCommand
{
    private const int Success = 0;
    private const int Failure = 1;
    private const int WrongUsage = 2;

    private readonly OutputSink _sink;
    private readonly TextWriter _error;
    private readonly string _version;
    private readonly SystemNames _names;
    private readonly IReadOnlyList<INetstatView> _views;

    /// <param name="version">What --version prints.</param>
    public NetstatCommand(OutputSink sink, TextWriter error, string version, SystemNames names, IReadOnlyList<INetstatView> views)
    {
        _sink = sink;
        _error = error;
        _version = version;
        _names = names;
        _views = views;
    }

    /// <summary>The commands of the program, for completions: what the first word may be, and what each does.</summary>
    public IReadOnlyList<(string Name, string Help)> ProgramCommands { get; init; } = [];

    /// <returns>
    /// 0 when all was shown, also to a reader that went away in the middle or until the command was told to stop; 1 when the kernel did not tell
    /// something; 2 for flags that are wrong.
    /// </returns>
    public int Run(IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        try
        {
            return Answer(arguments, cancellation);
        }
        catch (OutputClosedException)
        {
            return Success;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return Success;
        }
        catch (Exception e) when (e is KernelReadException or IOException)
        {
            _error.WriteLine($"socket-exporter: {e.Message}");
            return Failure;
        }
#pragma warning disable CA1031 // The last line of defence: a defect is one line on standard error, not an abort with a dump.
        catch (Exception e)
#pragma warning restore CA1031
        {
            // What the tasks of the runtime throw has the cause inside.
            Exception cause = e.GetBaseException();
            _error.WriteLine($"socket-exporter: netstat {string.Join(' ', arguments)}: {cause.GetType().Name}: {cause.Message}");
            return Failure;
        }
    }

    private int Answer(IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        var request = new NetstatRequest();
        List<string> errors = ArgumentReader.Read(arguments, request);
        if (errors.Count > 0)
        {
            foreach (string error in errors)
            {
                _error.WriteLine($"socket-exporter netstat: {error}");
            }

            _error.Write(UsageText.Render());
            return WrongUsage;
        }

        var output = new NetstatOutput(_sink, request.Json, cancellation);
        if (TextOf(request) is not { } text)
        {
            return Show(request, output, cancellation);
        }

        output.Write(text);
        output.Flush();
        return Success;
    }

    /// <summary>What is printed in the place of any table; null if a table is asked for.</summary>
    private string? TextOf(NetstatRequest request) => request switch
    {
        { Help: true } => UsageText.Render(),
        { Version: true } => _version + "\n",
        { Manual: true } => ManualPage.Render(),
        { CompletionFor: { } shell } => Completions.Render(shell, ProgramCommands),
        _ => null,
    };

    private int Show(NetstatRequest request, NetstatOutput output, CancellationToken cancellation)
    {
        KernelSource kernel = request.Replay is { } directory ? RecordedKernel.Open(directory) : new LiveKernel(request.ProcPath);
        using var programs = new SocketPrograms(kernel.ProcPath);
        var context = new NetstatContext
        {
            Request = request,
            Kernel = kernel,
            Output = output,
            Names = _names,
            Programs = programs,
            Error = _error,
            Cancellation = cancellation,
        };
        while (true)
        {
            foreach (INetstatView view in _views.Where(view => view.IsAskedFor(request)))
            {
                try
                {
                    view.Show(context);
                }
                catch (KernelReadException e)
                {
                    context.Complain(e.Message);
                }
            }

            programs.EndRound();
            output.EndRound();
            if (!request.Continuous || cancellation.WaitHandle.WaitOne(request.Interval ?? NetstatRequest.DefaultInterval))
            {
                return context.HasFailed ? Failure : Success;
            }
        }
    }
}
