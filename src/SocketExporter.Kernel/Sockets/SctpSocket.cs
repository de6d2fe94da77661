namespace SocketExporter.Kernel.Sockets;

/// <summary>An SCTP endpoint (a socket by itself) or an association (a connection of one). SCTP may use several addresses at once at both ends.</summary>
public sealed record SctpSocket
{
    /// <summary>Null of an endpoint.</summary>
    public SctpAssociationState? Association { get; init; }

    /// <summary>sk_state, with TCP's numbers: <see cref="TcpState.Listen"/>, <see cref="TcpState.Close"/>, <see cref="TcpState.Established"/> …</summary>
    public required TcpState State { get; init; }

    public required ushort LocalPort { get; init; }

    /// <summary>0 of an endpoint.</summary>
    public ushort RemotePort { get; init; }

    /// <summary>In the kernel's order; may be empty.</summary>
    public required IReadOnlyList<SctpAddress> Local { get; init; }

    public IReadOnlyList<SctpAddress> Remote { get; init; } = [];

    /// <summary>Bytes received and not read; 0 of an endpoint.</summary>
    public long ReceiveQueueBytes { get; init; }

    /// <summary>Bytes sent and not acknowledged; 0 of an endpoint.</summary>
    public long SendQueueBytes { get; init; }

    public required uint Uid { get; init; }

    public required uint Inode { get; init; }
}
