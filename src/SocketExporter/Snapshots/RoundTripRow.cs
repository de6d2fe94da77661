namespace SocketExporter.Snapshots;

/// <summary>
/// Round-trip times by service. Before services are folded what this sample adds; afterwards, by the service that shows it, all since the exporter began.
/// </summary>
/// <param name="Counts">Observations by bucket, see <see cref="RoundTripBuckets"/>.</param>
/// <param name="Microseconds">Their sum by bucket.</param>
internal readonly record struct RoundTripRow(Direction Direction, ServicePort Port, IReadOnlyList<ulong> Counts, IReadOnlyList<ulong> Microseconds);
