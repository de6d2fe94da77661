using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Counters;

/// <summary>
/// Reads snmp, netstat, snmp6, sctp/snmp and xfrm_stat of the network namespace of the thread that reads first. Apart from the table handed out, a sample allocates
/// nothing while the kernel lists the same counters. Not for concurrent use.
/// </summary>
public sealed class ProtocolCounterReader : IDisposable
{
    private readonly KernelFile _snmp;
    private readonly KernelFile _netstat;
    private readonly KernelFile _snmp6;
    private readonly KernelFile _sctp;
    private readonly KernelFile _xfrm;
    /// <summary>A file that this kernel has not is looked for again after so many reads: its module may have been loaded meanwhile.</summary>
    private const int ReadsBetweenLooks = 60;

    private readonly CounterColumns _columns = new();
    private int _readsUntilSctp;
    private int _readsUntilXfrm;

    /// <param name="procPath">Where procfs is mounted, "/proc".</param>
    public ProtocolCounterReader(string procPath)
    {
        // Not /proc/net: of a process with threads that is the namespace of its main thread.
        _snmp = new KernelFile($"{procPath}/thread-self/net/snmp");
        _netstat = new KernelFile($"{procPath}/thread-self/net/netstat");
        _snmp6 = new KernelFile($"{procPath}/thread-self/net/snmp6");
        _sctp = new KernelFile($"{procPath}/thread-self/net/sctp/snmp");
        _xfrm = new KernelFile($"{procPath}/thread-self/net/xfrm_stat");
    }

    /// <summary>All counters as they are now. Those of a file that the kernel does not have are absent (IPv6 off, no SCTP, no IPsec).</summary>
    /// <exception cref="KernelReadException">snmp is missing, or a file can't be read or is not what it should be.</exception>
    public CounterTable Read()
    {
        _columns.Begin();
        ProtocolCounterText.ParsePairs(_snmp.Read(), _snmp.Path, _columns);
        if (_netstat.TryReadIfPresent(out ReadOnlySpan<byte> netstat))
        {
            ProtocolCounterText.ParsePairs(netstat, _netstat.Path, _columns);
        }

        ReadSingles(_snmp6, "Snmp6"u8);
        ReadSeldomSingles(_sctp, "Sctp"u8, ref _readsUntilSctp);
        ReadSeldomSingles(_xfrm, "Xfrm"u8, ref _readsUntilXfrm);
        return _columns.ToTable();
    }

    public void Dispose()
    {
        _snmp.Dispose();
        _netstat.Dispose();
        _snmp6.Dispose();
        _sctp.Dispose();
        _xfrm.Dispose();
    }

    private void ReadSeldomSingles(KernelFile file, ReadOnlySpan<byte> otherwise, ref int readsUntilLook)
    {
        if (readsUntilLook > 0)
        {
            readsUntilLook--;
        }
        else if (!ReadSingles(file, otherwise))
        {
            readsUntilLook = ReadsBetweenLooks;
        }
    }

    private bool ReadSingles(KernelFile file, ReadOnlySpan<byte> otherwise)
    {
        if (file.TryReadIfPresent(out ReadOnlySpan<byte> text))
        {
            ProtocolCounterText.ParseSingles(text, file.Path, otherwise, _columns);
            return true;
        }

        return false;
    }
}
