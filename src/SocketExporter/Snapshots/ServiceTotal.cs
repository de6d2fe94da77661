namespace SocketExporter.Snapshots;

/// <summary>
/// Something that is counted by service. Before services are folded what this sample adds; afterwards, by the service that shows it, all since the exporter began.
/// </summary>
internal readonly record struct ServiceTotal(Direction Direction, ServicePort Port, ulong Total);
