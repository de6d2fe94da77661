using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Counters;

/// <summary>
/// Reads snmp, netstat and snmp6 of the network namespace of the thread that reads first. Apart from the table handed out, a sample allocates
/// nothing while the kernel lists the same counters. Not for concurrent use.
/// </summary>
public sealed class ProtocolCounterReader : IDisposable
{
    private readonly KernelFile _snmp;
    private readonly KernelFile _netstat;
    private readonly KernelFile _snmp6;
    private readonly CounterColumns _columns = new();

    /// <param name="procPath">Where procfs is mounted, "/proc".</param>
    public ProtocolCounterReader(string procPath)
    {
        // Not /proc/net: of a process with threads that is the namespace of its main thread.
        _snmp = new KernelFile($"{procPath}/thread-self/net/snmp");
        _netstat = new KernelFile($"{procPath}/thread-self/net/netstat");
        _snmp6 = new KernelFile($"{procPath}/thread-self/net/snmp6");
    }

    /// <summary>All counters as they are now. Those of netstat and snmp6 are absent where the kernel has no such file (IPv6 off).</summary>
    /// <exception cref="KernelReadException">snmp is missing, or a file can't be read or is not what it should be.</exception>
    public CounterTable Read()
    {
        _columns.Begin();
        ProtocolCounterText.ParsePairs(_snmp.Read(), _snmp.Path, _columns);
        if (_netstat.TryReadIfPresent(out ReadOnlySpan<byte> netstat))
        {
            ProtocolCounterText.ParsePairs(netstat, _netstat.Path, _columns);
        }

        if (_snmp6.TryReadIfPresent(out ReadOnlySpan<byte> snmp6))
        {
            ProtocolCounterText.ParseSingles(snmp6, _snmp6.Path, _columns);
        }

        return _columns.ToTable();
    }

    public void Dispose()
    {
        _snmp.Dispose();
        _netstat.Dispose();
        _snmp6.Dispose();
    }
}
