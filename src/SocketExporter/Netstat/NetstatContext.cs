using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Netstat;

/// <summary>What views are given.</summary>
internal sealed class NetstatContext
{
    private readonly HashSet<string> _warnings = [];

    public required NetstatRequest Request { get; init; }

    public required KernelSource Kernel { get; init; }

    public required NetstatOutput Output { get; init; }

    public required SystemNames Names { get; init; }

    /// <summary>For -p.</summary>
    public required SocketPrograms Programs { get; init; }

    /// <summary>Standard error, for notes. What is missing goes through <see cref="Complain"/>.</summary>
    public required TextWriter Error { get; init; }

    public CancellationToken Cancellation { get; init; }

    /// <summary>Whether something that was asked for could not be shown: the command exits 1.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Says on standard error what all that is shown is to be taken with; the first time only, however often -c shows it.</summary>
    public void WarnOnce(string message)
    {
        if (_warnings.Add(message))
        {
            Output.Flush();
            Error.WriteLine($"socket-exporter: {message}");
        }
    }

    /// <summary>Says on standard error, in its place among the lines, what that was asked for can't be shown.</summary>
    public void Complain(string message)
    {
        Output.Flush();
        Error.WriteLine($"socket-exporter: {message}");
        HasFailed = true;
    }
}
