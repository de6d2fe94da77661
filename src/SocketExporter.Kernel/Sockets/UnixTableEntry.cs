namespace SocketExporter.Kernel.Sockets;

/// <summary>What a line of /proc/net/unix says before the path.</summary>
internal record struct UnixTableEntry(uint References, uint Flags, UnixSocketKind Kind, UnixSocketState State, uint Inode)
{
    /// <summary>__SO_ACCEPTCON of linux/net.h.</summary>
    public const uint AcceptConnections = 1 << 16;
}
