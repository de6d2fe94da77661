namespace SocketExporter.Kernel.Sockets;

/// <summary>The eleven states of TCP with the kernel's numbers (net/tcp_states.h). UDP uses two of them: Close is unconnected, Established connected.</summary>
public enum TcpState : byte
{
    Established = 1,
    SynSent = 2,
    SynRecv = 3,
    FinWait1 = 4,
    FinWait2 = 5,
    TimeWait = 6,
    Close = 7,
    CloseWait = 8,
    LastAck = 9,
    Listen = 10,
    Closing = 11,
}
