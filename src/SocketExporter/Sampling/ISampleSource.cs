using SocketExporter.Snapshots;

namespace SocketExporter.Sampling;

/// <summary>Where samples come from: the kernel, or a test. Called by one thread only.</summary>
internal interface ISampleSource
{
    /// <summary>CPU time of the calling thread since its start.</summary>
    double ThreadCpuSeconds { get; }

    /// <summary>What reading has cost since the start, by <see cref="CpuSection"/>; a copy.</summary>
    ReadOnlyMemory<double> SectionCpuSeconds { get; }

    Snapshot Take();

    /// <summary>Looks at the listeners alone; what is found goes into the next sample.</summary>
    /// <returns>Why they could not be read; null when they could.</returns>
    string? LookAtListeners();
}
