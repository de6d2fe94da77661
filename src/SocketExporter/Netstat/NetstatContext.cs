using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Netstat;

/// <summary>What views are given.</summary>
internal sealed class NetstatContext
{
    public required NetstatRequest Request { get; init; }

    public required KernelSource Kernel { get; init; }

    public required NetstatOutput Output { get; init; }

    public required SystemNames Names { get; init; }

    /// <summary>For -p.</summary>
    public required SocketPrograms Programs { get; init; }

    /// <summary>Standard error: what could not be shown. Flush the output before, so that a terminal has both in order.</summary>
    public required TextWriter Error { get; init; }

    public CancellationToken Cancellation { get; init; }
}
