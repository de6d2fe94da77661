using SocketExporter.Kernel.Counters;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Sampling;

/// <summary>Fills in the one count that /proc/net/protocols has no number for. A kernel without vsock is not asked.</summary>
internal sealed class VsockCount : IDisposable
{
    private readonly VsockSocketReader _reader;
    private DateTimeOffset _askAgain = DateTimeOffset.MinValue;

    public VsockCount(KernelSource kernel)
    {
        _reader = new VsockSocketReader(kernel);
    }

    /// <summary>The same protocols, with vsock's sockets where the kernel has vsock_diag.</summary>
    /// <exception cref="Kernel.KernelReadException">The dump failed.</exception>
    public IReadOnlyList<ProtocolSockets> Fill(IReadOnlyList<ProtocolSockets> protocols, DateTimeOffset now)
    {
        if (now < _askAgain || !protocols.Any(IsUncounted))
        {
            return protocols;
        }

        long? sockets = _reader.Count();
        if (sockets is null)
        {
            _askAgain = now + Walks.InetWalk.AskAgainAfter;
            return protocols;
        }

        return [.. protocols.Select(row => IsUncounted(row) ? row with { InUse = sockets } : row)];
    }

    public void Dispose() => _reader.Dispose();

    private static bool IsUncounted(ProtocolSockets row) => row is { Protocol: "vsock", InUse: null };
}
