using SocketExporter.Sampling;
using SocketExporter.Publishing;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Publishing;

/// <summary>Gives samples from a test, each with a cost.</summary>
internal sealed class FakeSampleSource(Func<int, Snapshot> take) : ISampleSource
{
    private int _count;

    public double CpuSecondsOfASample { get; set; } = 0.001;

    public double ThreadCpuSeconds { get; private set; }

    public string? ThreadName { get; private set; }

    public Snapshot Take()
    {
        ThreadName = Thread.CurrentThread.Name;
        ThreadCpuSeconds += CpuSecondsOfASample;
        return take(++_count);
    }
}
