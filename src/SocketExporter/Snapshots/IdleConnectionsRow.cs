namespace SocketExporter.Snapshots;

/// <summary>Established connections of a service without data for long and without keepalive.</summary>
internal readonly record struct IdleConnectionsRow(Direction Direction, ServicePort Port, int Count);
