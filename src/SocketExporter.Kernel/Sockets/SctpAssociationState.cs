namespace SocketExporter.Kernel.Sockets;

/// <summary>State of an SCTP association with the kernel's numbers (enum sctp_state of linux/sctp.h, since Linux 3.1).</summary>
public enum SctpAssociationState : byte
{
    Closed,
    CookieWait,
    CookieEchoed,
    Established,
    ShutdownPending,
    ShutdownSent,
    ShutdownReceived,
    ShutdownAckSent,
}
