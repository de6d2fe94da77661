namespace SocketExporter.Netstat;

/// <summary>Whose names of ports: those of /etc/services, and for raw sockets those of /etc/protocols.</summary>
internal enum ServiceProtocol
{
    Tcp,
    Udp,
    Sctp,
    Raw,
}
