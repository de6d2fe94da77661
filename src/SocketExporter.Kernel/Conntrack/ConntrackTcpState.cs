namespace SocketExporter.Kernel.Conntrack;

/// <summary>What conntrack takes a TCP connection to be in, by the segments that came by. Source: linux/netfilter/nf_conntrack_tcp.h, enum tcp_conntrack.</summary>
public enum ConntrackTcpState : byte
{
    None,
    SynSent,
    SynRecv,
    Established,
    FinWait,
    CloseWait,
    LastAck,
    TimeWait,
    Close,

    /// <summary>Both ends have sent a SYN. (LISTEN of kernels before 2.6.31 has the same number.)</summary>
    SynSent2,
}
