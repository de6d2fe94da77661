using SocketExporter.Snapshots;

namespace SocketExporter.Sampling;

/// <summary>Where samples come from: the kernel, or a test. Called by one thread only.</summary>
internal interface ISampleSource
{
    /// <summary>CPU time of the calling thread since its start.</summary>
    double ThreadCpuSeconds { get; }

    Snapshot Take();
}
