using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Counters;

/// <summary>Reads sockstat and sockstat6 of the network namespace of the thread that reads first. Not for concurrent use.</summary>
public sealed class SocketStatisticsReader : IDisposable
{
    private readonly KernelFile _sockstat;
    private readonly KernelFile _sockstat6;
    private readonly int _pageBytes;

    /// <param name="procPath">Where procfs is mounted, "/proc".</param>
    /// <param name="pageBytes">In which sockstat counts memory: <see cref="Environment.SystemPageSize"/>, unless the files are another host's.</param>
    public SocketStatisticsReader(string procPath, int pageBytes)
    {
        _pageBytes = pageBytes;
        _sockstat = new KernelFile($"{procPath}/thread-self/net/sockstat");
        _sockstat6 = new KernelFile($"{procPath}/thread-self/net/sockstat6");
    }

    /// <exception cref="KernelReadException">sockstat is missing, or a file can't be read or is not what it should be.</exception>
    public SocketStatistics Read()
    {
        ReadOnlySpan<byte> sockstat = _sockstat.Read();
        _ = _sockstat6.TryReadIfPresent(out ReadOnlySpan<byte> sockstat6);
        return SocketStatisticsText.Parse(sockstat, sockstat6, _pageBytes);
    }

    public void Dispose()
    {
        _sockstat.Dispose();
        _sockstat6.Dispose();
    }
}
