namespace SocketExporter.Snapshots;

/// <summary>Connections of one service that have entered TIME_WAIT.</summary>
/// <param name="Increment">Since the sample before.</param>
/// <param name="Total">Since the exporter began; what has been credited to the series that shows this service. Known when keys have been folded.</param>
internal sealed record TimeWaitStartsRow(Direction Direction, ServicePort Port, long Increment, double Total = 0);
