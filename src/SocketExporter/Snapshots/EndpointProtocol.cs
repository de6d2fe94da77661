namespace SocketExporter.Snapshots;

internal enum EndpointProtocol : byte
{
    TcpListener,
    Udp,
}
