using SocketExporter.Kernel;
using SocketExporter.Kernel.Counters;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling;

/// <summary>What the host's CPUs do with packets that come in, summed over all of them since the first sample.</summary>
internal sealed class SoftnetSection : IDisposable
{
    private readonly SoftnetReader _reader;
    private readonly CpuCounterTotals _totals = new();

    public SoftnetSection(KernelSource kernel)
    {
        _reader = new SoftnetReader(kernel.ProcPath);
    }

    /// <summary>Null where the kernel does not say it.</summary>
    /// <exception cref="KernelReadException">The file can't be read or is not what it should be.</exception>
    public SoftnetSample? Read() => _reader.Read() is { } statistics ? new SoftnetSample(_totals.Add(statistics.Counters), statistics.BacklogPackets) : null;

    public void Dispose() => _reader.Dispose();
}
