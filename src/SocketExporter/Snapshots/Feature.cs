namespace SocketExporter.Snapshots;

/// <summary>Something that the exporter shows where the kernel lets it.</summary>
/// <param name="Name">The label value, public.</param>
/// <param name="Shows">What is missing on the page without it.</param>
/// <param name="Needs">The parts of the sample that it is made of.</param>
/// <param name="Mend">What to do where one of them failed.</param>
internal sealed record Feature(string Name, string Shows, Sections Needs, string Mend)
{
    public static readonly Feature Counts = new(
        "counts",
        "sockets by state, queues, protocol counters and interfaces",
        Sections.Tcp | Sections.Udp | Sections.Unix | Sections.Protocols | Sections.Counters | Sections.Links | Sections.LocalPorts | Sections.Limits | Sections.Sockstat
            | Sections.Routes | Sections.Neighbours | Sections.Multicast,
        "needs no capability: a procfs that can be read and a container runtime or sandbox that lets netlink sockets through; see the failed parts");

    public static readonly Feature TcpDiag = new(
        "tcp_diag", "TCP sockets and listeners", Sections.Tcp, "modprobe tcp_diag on the host, and for every boot: echo tcp_diag >> /etc/modules-load.d/socket-exporter.conf");

    public static readonly Feature UdpDiag = new(
        "udp_diag", "UDP sockets", Sections.Udp, "modprobe udp_diag on the host, and for every boot: echo udp_diag >> /etc/modules-load.d/socket-exporter.conf");

    public static readonly Feature UnixDiag = new(
        "unix_diag", "unix sockets and listeners", Sections.Unix, "modprobe unix_diag on the host, and for every boot: echo unix_diag >> /etc/modules-load.d/socket-exporter.conf");

    public static readonly Feature Processes = new(
        "processes", "which process owns a socket", Sections.Processes, "mount procfs where --path.procfs says (default /proc)");

    /// <summary>In the order of the page and of the report.</summary>
    public static readonly IReadOnlyList<Feature> All = [Counts, TcpDiag, UdpDiag, UnixDiag, Processes];
}
