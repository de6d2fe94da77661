using SocketExporter.Snapshots;

namespace SocketExporter.Publishing;

/// <summary>One sample, ready to be served. Never changes.</summary>
/// <param name="Snapshot">What was sampled.</param>
/// <param name="Results">How each enabled collector fared, in the list's order.</param>
/// <param name="Segments">The parts of <paramref name="Text"/>, in its order.</param>
/// <param name="Text">The whole page in the text format.</param>
internal sealed record Publication(
    Snapshot Snapshot,
    IReadOnlyList<CollectorResult> Results,
    IReadOnlyList<PublishedSegment> Segments,
    ReadOnlyMemory<byte> Text)
{
    public DateTimeOffset TakenAt => Snapshot.TakenAt;
}
