namespace SocketExporter.Snapshots;

/// <summary>Something that the exporter shows where the kernel lets it.</summary>
/// <param name="Name">The label value, public.</param>
/// <param name="Shows">What is missing on the page without it.</param>
/// <param name="Needs">The parts of the sample that it is made of.</param>
/// <param name="Mend">What to do where one of them failed.</param>
/// <param name="Protocol">Of /proc/net/protocols, without which there is nothing to show; null where it is no protocol alone.</param>
internal sealed record Feature(string Name, string Shows, Sections Needs, string Mend, string? Protocol = null)
{
    public static readonly Feature Counts = new(
        "counts",
        "sockets by state, queues, protocol counters and interfaces",
        Sections.Tcp | Sections.Udp | Sections.Unix | Sections.Protocols | Sections.Counters | Sections.Links | Sections.LocalPorts | Sections.Limits | Sections.Sockstat
            | Sections.Routes | Sections.Neighbours | Sections.Multicast | Sections.Softnet,
        "needs no capability: a procfs that can be read and a container runtime or sandbox that lets netlink sockets through; see the failed parts");

    public static readonly Feature TcpDiag = new(
        "tcp_diag", "TCP sockets and listeners", Sections.Tcp, "modprobe tcp_diag on the host, and for every boot: echo tcp_diag >> /etc/modules-load.d/socket-exporter.conf");

    public static readonly Feature UdpDiag = new(
        "udp_diag", "UDP sockets", Sections.Udp, "modprobe udp_diag on the host, and for every boot: echo udp_diag >> /etc/modules-load.d/socket-exporter.conf");

    public static readonly Feature UnixDiag = new(
        "unix_diag", "unix sockets and listeners", Sections.Unix, "modprobe unix_diag on the host, and for every boot: echo unix_diag >> /etc/modules-load.d/socket-exporter.conf");

    public static readonly Feature RawDiag = new(
        "raw_diag", "raw sockets by process and user", Sections.Raw, "modprobe raw_diag on the host, and for every boot: echo raw_diag >> /etc/modules-load.d/socket-exporter.conf");

    public static readonly Feature UdpLite = new(
        "udplite", "UDP-Lite sockets", Sections.UdpLite, "nothing, unless a program is to use UDP-Lite, which needs a kernel that was built with it", "udplite");

    public static readonly Feature Packet = new(
        "packet", "number of packet sockets", Sections.Protocols, "nothing, unless a program is to capture packets: modprobe af_packet", "packet");

    public static readonly Feature Mptcp = new(
        "mptcp", "number of MPTCP sockets", Sections.Protocols, "nothing, unless a program is to use MPTCP, which needs a kernel with CONFIG_MPTCP", "mptcp");

    public static readonly Feature Sctp = new(
        "sctp", "number of SCTP sockets", Sections.Protocols, "nothing, unless a program is to use SCTP: modprobe sctp", "sctp");

    public static readonly Feature Xdp = new(
        "xdp", "number of XDP sockets", Sections.Protocols, "nothing, unless a program is to use AF_XDP, which needs a kernel with CONFIG_XDP_SOCKETS", "xdp");

    public static readonly Feature VsockDiag = new(
        "vsock_diag", "number of vsock sockets", Sections.Vsock, "nothing, unless programs talk between a virtual machine and its host: modprobe vsock_diag on the host", "vsock");

    public static readonly Feature Processes = new(
        "processes", "which process owns a socket", Sections.Processes, "mount procfs where --path.procfs says (default /proc)");

    public static readonly Feature ControlGroups = new(
        "control_groups", "systemd unit, container and pod of a socket", Sections.ControlGroups,
        "mount cgroup2 where the exporter sees it (container: the host's cgroup namespace, --cgroupns host, and -v /sys/fs/cgroup:/sys/fs/cgroup:ro); Linux 5.8 or newer");

    public static readonly Feature Conntrack = new(
        "conntrack", "tracked connections: how full their table is, and what is in it where conntrack-flows is on", Sections.Conntrack | Sections.ConntrackFlows,
        "the first rule of a firewall or NAT that needs conntrack loads it; flows need CAP_NET_ADMIN (systemd: AmbientCapabilities=, container: --cap-add NET_ADMIN)");

    /// <summary>In the order of the page and of the report.</summary>
    public static readonly IReadOnlyList<Feature> All = [Counts, TcpDiag, UdpDiag, UnixDiag, RawDiag, UdpLite, Packet, Mptcp, Sctp, Xdp, VsockDiag, Processes, ControlGroups, Conntrack];
}
