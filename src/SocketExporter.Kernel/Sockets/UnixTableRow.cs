namespace SocketExporter.Kernel.Sockets;

/// <summary>One unix socket as /proc/net/unix tells it. Refers to the reader's buffer: copy what you need.</summary>
public readonly ref struct UnixTableRow
{
    internal UnixTableRow(in UnixTableEntry entry, ReadOnlySpan<byte> path)
    {
        References = entry.References;
        Flags = entry.Flags;
        Kind = entry.Kind;
        State = entry.State;
        Inode = entry.Inode;
        Path = path;
    }

    /// <summary>netstat's RefCnt: who holds the socket inside the kernel; 2 for one that a process has open and no peer.</summary>
    public uint References { get; }

    /// <summary>As the kernel prints them: <see cref="AcceptsConnections"/> or 0.</summary>
    public uint Flags { get; }

    /// <summary>netstat's ACC: __SO_ACCEPTCON, the socket listens.</summary>
    public bool AcceptsConnections => (Flags & UnixTableEntry.AcceptConnections) != 0;

    public UnixSocketKind Kind { get; }

    /// <summary>A connection that nobody has accepted yet is <see cref="UnixSocketState.Connecting"/> and has inode 0.</summary>
    public UnixSocketState State { get; }

    public uint Inode { get; }

    /// <summary>
    /// At most 108 bytes of anything, line breaks included; empty when unnamed. An abstract name begins with @, which stands for each of its NULs.
    /// </summary>
    public ReadOnlySpan<byte> Path { get; }
}
