namespace SocketExporter.Kernel.Sockets;

/// <summary>One unix socket as unix_diag tells it. Refers to the reader's buffer: copy what you need.</summary>
public readonly ref struct UnixSocketRow
{
    internal UnixSocketRow(UnixSocketKind kind, UnixSocketState state, uint inode, ulong cookie, uint receiveQueue, uint sendQueue, uint? uid, ReadOnlySpan<byte> name)
    {
        Kind = kind;
        State = state;
        Inode = inode;
        Cookie = cookie;
        ReceiveQueue = receiveQueue;
        SendQueue = sendQueue;
        Uid = uid;
        Name = name;
    }

    public UnixSocketKind Kind { get; }

    public UnixSocketState State { get; }

    public uint Inode { get; }

    public ulong Cookie { get; }

    /// <summary>Bytes not yet read; of a listener the connections waiting for accept().</summary>
    public uint ReceiveQueue { get; }

    /// <summary>Memory of what the peer has not yet read, bytes; of a listener the backlog in force, connections.</summary>
    public uint SendQueue { get; }

    /// <summary>User of the process that made the socket. Since Linux 5.3; null before.</summary>
    public uint? Uid { get; }

    /// <summary>At most 108 bytes of anything; empty when unnamed; an abstract name begins with NUL, a path may end with one.</summary>
    public ReadOnlySpan<byte> Name { get; }
}
