namespace SocketExporter.Snapshots;

/// <summary>Listening sockets that have come and gone since the exporter started.</summary>
internal readonly record struct ListenerChanges(EndpointProtocol Protocol, long Opened, long Closed);
