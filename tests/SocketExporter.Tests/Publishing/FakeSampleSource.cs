using SocketExporter.Sampling;
using SocketExporter.Publishing;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Publishing;

/// <summary>Gives samples from a test, each with a cost.</summary>
internal sealed class FakeSampleSource(Func<int, Snapshot> take) : ISampleSource
{
    private readonly double[] _sections = new double[(int)CpuSection.Listeners + 1];

    public int Samples { get; private set; }

    public double CpuSecondsOfASample { get; set; } = 0.001;

    public double ThreadCpuSeconds { get; private set; }

    public double CpuSecondsOfALook { get; set; }

    /// <summary>What a look at the listeners says: null, or why it failed.</summary>
    public Func<string?> Look { get; set; } = static () => null;

    /// <summary>Seven eighths of a sample's cost to TCP; all of a look's to the listeners.</summary>
    public ReadOnlyMemory<double> SectionCpuSeconds => _sections.ToArray();

    public string? ThreadName { get; private set; }

    public Snapshot Take()
    {
        ThreadName = Thread.CurrentThread.Name;
        ThreadCpuSeconds += CpuSecondsOfASample;
        _sections[(int)CpuSection.Tcp] += CpuSecondsOfASample * 0.875;
        return take(++Samples);
    }

    public string? LookAtListeners()
    {
        ThreadCpuSeconds += CpuSecondsOfALook;
        _sections[(int)CpuSection.Listeners] += CpuSecondsOfALook;
        return Look();
    }
}
