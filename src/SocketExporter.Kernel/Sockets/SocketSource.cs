namespace SocketExporter.Kernel.Sockets;

/// <summary>Where the kernel told the sockets of a protocol.</summary>
public enum SocketSource
{
    /// <summary>Not asked yet.</summary>
    None,

    SockDiag,

    /// <summary>A table below /proc/net, because the module for sock_diag is missing: no cookies and no buffer sizes.</summary>
    ProcTable,

    /// <summary>The kernel has neither.</summary>
    Absent,
}
