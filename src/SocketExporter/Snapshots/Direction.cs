namespace SocketExporter.Snapshots;

/// <summary>Who began a connection. <see cref="None"/> for what is no connection: a listener, an unbound socket, UDP, unix.</summary>
internal enum Direction : byte
{
    None,
    Inbound,
    Outbound,
}
