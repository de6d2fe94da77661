using SocketExporter.Snapshots;

namespace SocketExporter.Publishing;

/// <summary>What the daemon knows of a sample beside its series.</summary>
/// <param name="Snapshot">What was sampled.</param>
/// <param name="Results">How each enabled collector fared, in the list's order.</param>
/// <param name="Totals">What sampling has done until now, this sample included.</param>
internal sealed record SampleReport(Snapshot Snapshot, IReadOnlyList<CollectorResult> Results, SampleTotals Totals, SamplingPace Pace);
