namespace SocketExporter.Kernel.Sockets;

/// <summary>Which timer of a TCP socket runs, with the kernel's numbers (idiag_timer; net/ipv4/inet_diag.c, inet_sk_diag_fill).</summary>
public enum TcpTimer : byte
{
    None = 0,

    /// <summary>Until what was sent is sent again, or a tail loss probe; also of a SYN-ACK.</summary>
    Retransmit = 1,

    /// <summary>Keepalive; of a closed connection its FIN_WAIT2 time, of a listener that defers accept() its own.</summary>
    Keepalive = 2,

    TimeWait = 3,

    /// <summary>Until the peer's closed window is probed.</summary>
    WindowProbe = 4,
}
