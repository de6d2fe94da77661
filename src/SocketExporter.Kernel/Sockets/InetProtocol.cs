namespace SocketExporter.Kernel.Sockets;

/// <summary>Protocols whose sockets are read with <see cref="InetSocketReader"/>.</summary>
public enum InetProtocol
{
    UdpLite,

    /// <summary>The local port of a row is the protocol that the socket takes from IP: 1 is ICMP.</summary>
    Raw,
}
