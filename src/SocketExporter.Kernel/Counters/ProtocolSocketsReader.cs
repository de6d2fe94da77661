using System.Collections.Immutable;
using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Counters;

/// <summary>
/// Reads how many sockets of each protocol are in use in the network namespace of the thread that reads first. What "in use" means is the
/// protocol's own: TCP counts from listen or connect on, UDP and ping from the first port on, raw, unix, packet, netlink and xdp from creation on;
/// sockets that the kernel opened for itself are not in it, and the subflows of an MPTCP socket are counted as TCP as well. Not for concurrent use.
/// </summary>
public sealed class ProtocolSocketsReader : IDisposable
{
    private readonly KernelFile _protocols;
    private readonly ProtocolSocketsText _text = new();

    /// <param name="procPath">Where procfs is mounted, "/proc".</param>
    public ProtocolSocketsReader(string procPath)
    {
        _protocols = new KernelFile($"{procPath}/thread-self/net/protocols");
    }

    /// <summary>Every protocol the kernel lists, those without sockets too.</summary>
    /// <exception cref="KernelReadException">The file can't be read or is not what it should be.</exception>
    public ImmutableArray<ProtocolSockets> Read() => _text.Parse(_protocols.Read(), _protocols.Path);

    public void Dispose() => _protocols.Dispose();
}
