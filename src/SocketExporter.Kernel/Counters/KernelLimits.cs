namespace SocketExporter.Kernel.Counters;

/// <summary>Limits that the kernel sets to sockets, and the file handles in use. Null is what this kernel or network namespace does not say.</summary>
public sealed record KernelLimits
{
    /// <summary>net.core.somaxconn: no listener's backlog is larger. Connections.</summary>
    public long? SoMaxConn { get; init; }

    /// <summary>net.ipv4.tcp_max_syn_backlog: unfinished handshakes that a listener remembers when SYN cookies are off.</summary>
    public long? TcpMaxSynBacklog { get; init; }

    /// <summary>net.ipv4.tcp_max_orphans: connections without a process, of the host.</summary>
    public long? TcpMaxOrphans { get; init; }

    /// <summary>net.ipv4.tcp_max_tw_buckets: TIME_WAIT and FIN_WAIT2 mini-sockets.</summary>
    public long? TcpMaxTimeWaitBuckets { get; init; }

    /// <summary>net.ipv4.tcp_mem.</summary>
    public MemoryLimits? TcpMemory { get; init; }

    /// <summary>net.ipv4.udp_mem.</summary>
    public MemoryLimits? UdpMemory { get; init; }

    /// <summary>fs.file-nr: file handles of the host in use.</summary>
    public long? FileHandles { get; init; }

    /// <summary>fs.file-nr, its third number; the same as fs.file-max.</summary>
    public long? MaxFileHandles { get; init; }
}
