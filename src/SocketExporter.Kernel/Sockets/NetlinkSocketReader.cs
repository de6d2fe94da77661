using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Kernel.Sockets;

/// <summary>
/// Every netlink socket of the network namespace, the kernel's own among them, with its drops. From /proc/net/netlink, which every kernel with /proc has;
/// netlink_diag would tell the same and is often a module that is not loaded.
/// <code>reader.Start(); while (reader.Next()) { … reader.Row … }</code>
/// </summary>
public sealed class NetlinkSocketReader : IDisposable
{
    private readonly KernelLines _lines;

    public NetlinkSocketReader(KernelSource kernel)
        : this(kernel.ProcPath)
    {
    }

    internal NetlinkSocketReader(string procPath)
    {
        _lines = new KernelLines($"{procPath}/thread-self/net/netlink");
    }

    /// <summary>The current socket.</summary>
    public NetlinkSocketRow Row { get; private set; }

    /// <returns>False when there is no such table.</returns>
    /// <exception cref="KernelReadException">It can't be read, or has other columns.</exception>
    public bool Start()
    {
        if (!_lines.TryOpen())
        {
            return false;
        }

        return _lines.Next(out ReadOnlySpan<byte> titles) && NetlinkTableText.AreTitles(titles)
            ? true
            : throw new KernelReadException($"{_lines.Path}: '{KernelText.Show(titles)}', expected the titles '{NetlinkTableText.Titles}'");
    }

    /// <exception cref="KernelReadException">A line is not what it should be.</exception>
    public bool Next()
    {
        if (!_lines.Next(out ReadOnlySpan<byte> line))
        {
            _lines.Dispose();
            return false;
        }

        Row = NetlinkTableText.Parse(line, _lines.Path);
        return true;
    }

    public void Dispose() => _lines.Dispose();
}
