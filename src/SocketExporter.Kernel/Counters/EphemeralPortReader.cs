using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Counters;

/// <summary>
/// Reads the sysctls of local ports of the network namespace of the thread that reads first: /proc/sys/net shows whoever opens it their own.
/// A kept-open sysctl read again at offset 0 shows the value of the moment. Not for concurrent use.
/// </summary>
public sealed class EphemeralPortReader : IDisposable
{
    private readonly KernelFile _rangeFile;
    private readonly KernelFile _reservedFile;
    private byte[] _rangeText = [];
    private byte[] _reservedText = [];
    private EphemeralPortRange? _known;

    /// <param name="procPath">Where procfs is mounted, "/proc".</param>
    public EphemeralPortReader(string procPath)
    {
        _rangeFile = new KernelFile($"{procPath}/sys/net/ipv4/ip_local_port_range");
        _reservedFile = new KernelFile($"{procPath}/sys/net/ipv4/ip_local_reserved_ports");
    }

    /// <exception cref="KernelReadException">A file can't be read or is not what it should be.</exception>
    public EphemeralPortRange Read()
    {
        ReadOnlySpan<byte> range = _rangeFile.Read();
        ReadOnlySpan<byte> reserved = _reservedFile.Read();
        if (_known is null || !range.SequenceEqual(_rangeText) || !reserved.SequenceEqual(_reservedText))
        {
            _known = PortRangeText.Parse(range, reserved);
            _rangeText = range.ToArray();
            _reservedText = reserved.ToArray();
        }

        return _known;
    }

    public void Dispose()
    {
        _rangeFile.Dispose();
        _reservedFile.Dispose();
    }
}
