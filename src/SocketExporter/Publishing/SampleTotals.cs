using SocketExporter.Sampling;

namespace SocketExporter.Publishing;

/// <summary>What sampling has done since the start of the daemon.</summary>
/// <param name="Succeeded">Samples that became a publication.</param>
/// <param name="Failed">Samples that didn't: the page before stayed.</param>
/// <param name="CpuSeconds">CPU time of the sampling thread: reading, looking at listeners in between, collecting, rendering.</param>
internal readonly record struct SampleTotals(long Succeeded, long Failed, double CpuSeconds)
{
    /// <summary>Of these, reading, by <see cref="CpuSection"/>; the rest is collecting and rendering.</summary>
    public ReadOnlyMemory<double> SectionCpuSeconds { get; init; }
}
