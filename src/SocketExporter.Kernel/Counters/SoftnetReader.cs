using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Counters;

/// <summary>Reads softnet_stat, which is of the host whatever the network namespace. Not for concurrent use.</summary>
public sealed class SoftnetReader : IDisposable
{
    private readonly KernelFile _file;

    /// <param name="procPath">Where procfs is mounted, "/proc".</param>
    public SoftnetReader(string procPath)
    {
        _file = new KernelFile($"{procPath}/thread-self/net/softnet_stat");
    }

    /// <summary>Null where there is no such file: an old recording, a sandbox.</summary>
    /// <exception cref="KernelReadException">The file can't be read or is not what it should be.</exception>
    public SoftnetStatistics? Read() => _file.TryReadIfPresent(out ReadOnlySpan<byte> text) ? SoftnetText.Parse(text, _file.Path) : null;

    public void Dispose() => _file.Dispose();
}
