namespace SocketExporter.Kernel.Recordings;

/// <summary>What the messages of an answer begin with.</summary>
internal enum MessageKind
{
    /// <summary>inet_diag_msg.</summary>
    InetSocket,

    /// <summary>unix_diag_msg.</summary>
    UnixSocket,

    /// <summary>ifinfomsg.</summary>
    Link,

    /// <summary>nfgenmsg.</summary>
    Conntrack,
}
