using SocketExporter.Kernel;
using SocketExporter.Kernel.Counters;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling;

/// <summary>The conntrack table as a whole: how full it is, and its statistics summed over CPUs.</summary>
internal sealed class ConntrackSection : IDisposable
{
    private readonly ConntrackReader _reader;
    private readonly CpuCounterTotals _totals = new();

    public ConntrackSection(KernelSource kernel)
    {
        _reader = new ConntrackReader(kernel);
    }

    /// <exception cref="KernelReadException">A file or an answer can't be read or is not what it should be.</exception>
    public ConntrackSample Read() => _reader.Read() is { } statistics
        ? new ConntrackSample(true, statistics.Entries, statistics.EntriesLimit, statistics.Counters is { } counters ? _totals.Add(counters) : [])
        : ConntrackSample.Absent;

    public void Dispose() => _reader.Dispose();
}
