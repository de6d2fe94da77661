namespace SocketExporter.Kernel.Sockets;

/// <summary>One TCP or UDP socket as sock_diag tells it. Filled in place for each socket and never kept: copy what you need.</summary>
public struct InetSocketRow
{
    public IpFamily Family { get; set; }

    public TcpState State { get; set; }

    /// <summary>Host order.</summary>
    public ushort LocalPort { get; set; }

    /// <summary>Host order; 0 where there is no peer.</summary>
    public ushort RemotePort { get; set; }

    public IpAddress Local { get; set; }

    public IpAddress Remote { get; set; }

    /// <summary>SO_BINDTODEVICE or the scope of a link-local address; 0 when free.</summary>
    public uint InterfaceIndex { get; set; }

    /// <summary>Names this socket for as long as the host runs; 0 for a request that has none yet.</summary>
    public ulong Cookie { get; set; }

    /// <summary>
    /// Recv-Q. A connection: bytes received and not read; a FIN counts 1. A listener: connections waiting for accept(). UDP: memory of datagrams, bytes.
    /// </summary>
    public uint ReceiveQueue { get; set; }

    /// <summary>Send-Q. A connection: bytes not acknowledged; a SYN or FIN counts 1. A listener: the backlog in force, connections. UDP: bytes.</summary>
    public uint SendQueue { get; set; }

    public uint Uid { get; set; }

    /// <summary>0: TIME_WAIT, SYN_RECV, orphan or not yet accepted. Then the uid says nothing either.</summary>
    public uint Inode { get; set; }

    /// <summary>
    /// The cgroup2 directory in which it was made (of an accepted connection: its listener), by inode; no process need be in it any more. 0 where the kernel does not say: TIME_WAIT,
    /// SYN_RECV, tables of /proc, before Linux 5.8.
    /// </summary>
    public ulong ControlGroupId { get; set; }

    /// <summary>An IPv6 listener that takes no IPv4. Told for listeners and unconnected UDP sockets only; false elsewhere.</summary>
    public bool IsIpv6Only { get; set; }

    /// <summary>SO_RCVBUF, bytes, as the kernel counts memory. Null unless memory was asked for.</summary>
    public uint? ReceiveBufferBytes { get; set; }

    /// <summary>Datagrams (UDP) or connection attempts (listener) dropped at this socket since it was made; wraps at 2³². Null unless memory was asked for.</summary>
    public uint? Drops { get; set; }

    /// <summary>Which timer runs. TCP only; <see cref="TcpTimer.None"/> elsewhere.</summary>
    public TcpTimer Timer { get; set; }

    /// <summary>Until that timer fires, milliseconds; 0 where none runs and where it is overdue.</summary>
    public uint TimerMilliseconds { get; set; }

    /// <summary>
    /// What that timer has done in vain: retransmissions (<see cref="TcpTimer.Retransmit"/>, and of a request SYN-ACKs), else probes. 0 where none runs.
    /// </summary>
    public byte TimerCount { get; set; }

    /// <summary>Retransmissions in a row without an answer, whichever timer runs. Null unless tcp_info was asked for and the socket has it.</summary>
    public byte? Retransmissions { get; set; }

    /// <summary>Probes (of a closed window, of an idle connection) in a row without an answer. Null as <see cref="Retransmissions"/>.</summary>
    public byte? Probes { get; set; }

    /// <summary>
    /// Since the last data were sent, or since the connection was made; turns over after 49 days. Null unless tcp_info was asked for and the socket has it.
    /// </summary>
    public uint? LastDataSentMilliseconds { get; set; }

    /// <summary>As <see cref="LastDataSentMilliseconds"/>, of data received.</summary>
    public uint? LastDataReceivedMilliseconds { get; set; }

    /// <summary>Bytes of this connection that the peer has acknowledged since it was made. Null as <see cref="Retransmissions"/>, and before Linux 4.1.</summary>
    public ulong? AcknowledgedBytes { get; set; }

    /// <summary>Bytes received in order since the connection was made, read or not; a FIN counts 1. Null as <see cref="AcknowledgedBytes"/>.</summary>
    public ulong? ReceivedBytes { get; set; }

    /// <summary>Smoothed round-trip time, microseconds; 0 before the first measurement. Null as <see cref="Retransmissions"/>.</summary>
    public uint? RoundTripMicroseconds { get; set; }

    /// <summary>Segments sent again since the connection was made, of SYN and FIN too; wraps at 2³². Null as <see cref="Retransmissions"/>.</summary>
    public uint? RetransmittedSegments { get; set; }

    /// <summary>Segments sent since the connection was made, acknowledgments and those sent again among them; wraps at 2³². Null as <see cref="Retransmissions"/>, and before Linux 4.2.</summary>
    public uint? SentSegments { get; set; }
}
