namespace SocketExporter.Kernel.Counters;

/// <summary>
/// sockstat and sockstat6 at one moment. Null is what the kernel did not say; everything of sockstat6 is null where IPv6 is off. Sockets
/// are counted without the TIME_WAIT mini-sockets and without SYN_RECV. Source: net/ipv4/proc.c, net/ipv6/proc.c.
/// </summary>
public sealed record SocketStatistics
{
    /// <summary>Sockets of any kind of this network namespace.</summary>
    public long? SocketsUsed { get; init; }

    public long? TcpInUse { get; init; }

    /// <summary>Connections without a process. Counts the whole host, whatever the namespace.</summary>
    public long? TcpOrphans { get; init; }

    /// <summary>TIME_WAIT and FIN_WAIT2 mini-sockets of both families: what net.ipv4.tcp_max_tw_buckets limits.</summary>
    public long? TcpTimeWait { get; init; }

    /// <summary>TCP sockets of both families in any state, unbound ones too. Counts the whole host, whatever the namespace.</summary>
    public long? TcpAllocated { get; init; }

    /// <summary>Buffers of TCP sockets of both families. The kernel counts pages, of the whole host, whatever the namespace.</summary>
    public long? TcpMemoryBytes { get; init; }

    public long? UdpInUse { get; init; }

    /// <summary>Buffers of UDP sockets of both families. The kernel counts pages, of the whole host, whatever the namespace.</summary>
    public long? UdpMemoryBytes { get; init; }

    public long? UdpLiteInUse { get; init; }

    public long? RawInUse { get; init; }

    /// <summary>IPv4 datagrams being put together from fragments.</summary>
    public long? FragmentsInUse { get; init; }

    public long? FragmentsMemoryBytes { get; init; }

    public long? Tcp6InUse { get; init; }

    public long? Udp6InUse { get; init; }

    public long? UdpLite6InUse { get; init; }

    public long? Raw6InUse { get; init; }

    /// <summary>IPv6 datagrams being put together from fragments.</summary>
    public long? Fragments6InUse { get; init; }

    public long? Fragments6MemoryBytes { get; init; }
}
