using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling;

/// <summary>Reads the netlink sockets and what they have dropped.</summary>
internal sealed class NetlinkSection : IDisposable
{
    private readonly NetlinkSocketReader _reader;
    private readonly NetlinkDropMemory _drops = new();

    public NetlinkSection(KernelSource kernel)
    {
        _reader = new NetlinkSocketReader(kernel);
    }

    public TrackedSockets Tracked => _drops.Tracked;

    /// <returns>Empty where the kernel has no such table.</returns>
    /// <exception cref="Kernel.KernelReadException">The table is not what it should be: nothing of it was credited.</exception>
    public IReadOnlyList<NetlinkDrops> Read()
    {
        if (!_reader.Start())
        {
            return [];
        }

        _drops.BeginSample();
        while (_reader.Next())
        {
            _drops.Observe(_reader.Row);
        }

        return _drops.EndSample();
    }

    public void Dispose() => _reader.Dispose();
}
