namespace SocketExporter.Kernel.Sockets;

/// <summary>The socket's own family, as ss and netstat have it: an IPv6 socket with an IPv4 peer (v4-mapped) is <see cref="Ipv6"/>.</summary>
public enum IpFamily : byte
{
    Ipv4,
    Ipv6,
}
