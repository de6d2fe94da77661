using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Recordings;

/// <summary>What a recording is made of beside the dumps, and how large any of its files may be.</summary>
internal static class RecordingFiles
{
    /// <summary>150,000 TCP sockets with all they have. A recording is to be sent to somebody.</summary>
    public const int MaxFileBytes = 64 * 1024 * 1024;

    public const string Proc = "proc";

    public const string Speeds = "speeds.txt";

    /// <summary>Control groups: lines of an id and a path, with other names.</summary>
    public const string ControlGroups = "cgroups.txt";

    /// <summary>Multicast groups of IPv4, with the names of interfaces: written anew.</summary>
    public const string Groups4 = "thread-self/net/igmp";

    /// <summary>As above, of IPv6.</summary>
    public const string Groups6 = "thread-self/net/igmp6";

    /// <summary>Unix sockets as netstat shows them, with names and pointers of the kernel: written anew.</summary>
    public const string UnixTable = "thread-self/net/unix";

    /// <summary>Tables of sockets with their addresses, and pointers of the kernel.</summary>
    public static IReadOnlyList<string> InetTables { get; } = ["thread-self/net/raw", "thread-self/net/raw6", "thread-self/net/udplite", "thread-self/net/udplite6"];

    /// <summary>Netlink sockets, with pointers of the kernel.</summary>
    public const string NetlinkTable = "thread-self/net/netlink";

    /// <summary>Texts of the kernel without a name or an address in them; copied as they are. Those that a kernel does not have are left out.</summary>
    public static IReadOnlyList<string> Texts { get; } =
    [
        "thread-self/net/snmp",
        "thread-self/net/netstat",
        "thread-self/net/snmp6",
        "thread-self/net/sctp/snmp",
        "thread-self/net/xfrm_stat",
        "thread-self/net/sockstat",
        "thread-self/net/sockstat6",
        "thread-self/net/protocols",
        "thread-self/net/softnet_stat",
        "sys/net/core/somaxconn",
        "sys/net/ipv4/tcp_max_syn_backlog",
        "sys/net/ipv4/tcp_max_orphans",
        "sys/net/ipv4/tcp_max_tw_buckets",
        "sys/net/ipv4/tcp_mem",
        "sys/net/ipv4/udp_mem",
        "sys/fs/file-nr",
        "sys/net/ipv4/ip_local_port_range",
        "sys/net/ipv4/ip_local_reserved_ports",
        "sys/net/netfilter/nf_conntrack_count",
        "sys/net/netfilter/nf_conntrack_max",
        "sys/net/ipv4/neigh/default/gc_thresh1",
        "sys/net/ipv4/neigh/default/gc_thresh2",
        "sys/net/ipv4/neigh/default/gc_thresh3",
        "sys/net/ipv6/neigh/default/gc_thresh1",
        "sys/net/ipv6/neigh/default/gc_thresh2",
        "sys/net/ipv6/neigh/default/gc_thresh3",
        "thread-self/net/stat/nf_conntrack",
    ];

    /// <summary>The whole file.</summary>
    /// <exception cref="KernelReadException">It is not there, can't be read or is not smaller than <see cref="MaxFileBytes"/>.</exception>
    public static byte[] Read(string path)
    {
        // A recording comes from somebody else: it may hold a pipe or a link to a device that never ends.
        using var file = new KernelFile(path, MaxFileBytes);
        return file.TryReadIfPresent(out ReadOnlySpan<byte> content) ? content.ToArray() : throw new KernelReadException($"{path}: not there") { IsAbsent = true };
    }
}
