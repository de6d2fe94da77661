namespace SocketExporter.Kernel.Sockets;

/// <summary>Type of a unix socket (SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET).</summary>
public enum UnixSocketKind : byte
{
    Stream,
    Dgram,
    Seqpacket,
}
