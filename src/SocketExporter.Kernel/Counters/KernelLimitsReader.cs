using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Counters;

/// <summary>
/// Reads the sysctls of <see cref="KernelLimits"/>. Those below net/ are of the network namespace of the thread that reads first. One more limit is
/// one more file here and one more property there. Not for concurrent use.
/// </summary>
public sealed class KernelLimitsReader : IDisposable
{
    private readonly KernelFile _soMaxConn;
    private readonly KernelFile _maxSynBacklog;
    private readonly KernelFile _maxOrphans;
    private readonly KernelFile _maxTimeWaitBuckets;
    private readonly KernelFile _tcpMemory;
    private readonly KernelFile _udpMemory;
    private readonly KernelFile _fileNumbers;
    private readonly string _procPath;
    private readonly int _pageBytes;

    /// <param name="procPath">Where procfs is mounted, "/proc".</param>
    /// <param name="pageBytes">Of the kernel that is read.</param>
    public KernelLimitsReader(string procPath, int pageBytes)
    {
        _procPath = procPath;
        _pageBytes = pageBytes;
        _soMaxConn = new KernelFile($"{procPath}/sys/net/core/somaxconn");
        _maxSynBacklog = new KernelFile($"{procPath}/sys/net/ipv4/tcp_max_syn_backlog");
        _maxOrphans = new KernelFile($"{procPath}/sys/net/ipv4/tcp_max_orphans");
        _maxTimeWaitBuckets = new KernelFile($"{procPath}/sys/net/ipv4/tcp_max_tw_buckets");
        _tcpMemory = new KernelFile($"{procPath}/sys/net/ipv4/tcp_mem");
        _udpMemory = new KernelFile($"{procPath}/sys/net/ipv4/udp_mem");
        _fileNumbers = new KernelFile($"{procPath}/sys/fs/file-nr");
    }

    /// <exception cref="KernelReadException">A file can't be read or is not what it should be, or there is none of them. One that is not there is null.</exception>
    public KernelLimits Read()
    {
        Span<long> files = stackalloc long[3];
        bool filesKnown = TryRead(_fileNumbers, files);
        var limits = new KernelLimits
        {
            SoMaxConn = Number(_soMaxConn),
            TcpMaxSynBacklog = Number(_maxSynBacklog),
            TcpMaxOrphans = Number(_maxOrphans),
            TcpMaxTimeWaitBuckets = Number(_maxTimeWaitBuckets),
            TcpMemory = Memory(_tcpMemory),
            UdpMemory = Memory(_udpMemory),
            FileHandles = filesKnown ? files[0] - files[1] : null,
            MaxFileHandles = filesKnown ? files[2] : null,
        };
        return limits != new KernelLimits()
            ? limits
            : throw new KernelReadException($"{_procPath}/sys: none of the limits is there, expected a whole procfs (of one mounted with subset=pid nothing but processes is seen)");
    }

    public void Dispose()
    {
        _soMaxConn.Dispose();
        _maxSynBacklog.Dispose();
        _maxOrphans.Dispose();
        _maxTimeWaitBuckets.Dispose();
        _tcpMemory.Dispose();
        _udpMemory.Dispose();
        _fileNumbers.Dispose();
    }

    private static long? Number(KernelFile file)
    {
        Span<long> number = stackalloc long[1];
        return TryRead(file, number) ? number[0] : null;
    }

    private MemoryLimits? Memory(KernelFile file)
    {
        Span<long> pages = stackalloc long[3];
        return TryRead(file, pages)
            ? new MemoryLimits(KernelText.Bytes(pages[0], _pageBytes), KernelText.Bytes(pages[1], _pageBytes), KernelText.Bytes(pages[2], _pageBytes))
            : null;
    }

    private static bool TryRead(KernelFile file, Span<long> numbers)
    {
        if (!file.TryReadIfPresent(out ReadOnlySpan<byte> text))
        {
            return false;
        }

        SysctlText.Parse(text, file.Path, numbers);
        return true;
    }
}
