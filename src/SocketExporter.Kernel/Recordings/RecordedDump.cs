using System.Runtime.InteropServices;
using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Recordings;

/// <summary>
/// A question that a recording holds the answer to. It is asked for more than the readers need today (every state, every attribute), and what they ask is
/// answered from it: so a recording outlives changes of what is asked.
/// </summary>
/// <param name="File">Below the recording.</param>
/// <param name="Protocol">Of the netlink socket.</param>
/// <param name="Type">nlmsg_type of the request.</param>
/// <param name="Body">The request behind its header.</param>
/// <param name="Name">For messages.</param>
internal sealed record RecordedDump(string File, int Protocol, ushort Type, byte[] Body, MessageKind Kind, string Name)
{
    public static readonly RecordedDump Tcp = new(
        "netlink/tcp.bin",
        NetlinkConstants.NETLINK_SOCK_DIAG,
        InetDiag.TCPDIAG_GETSOCK,
        Bytes(new inet_diag_req
        {
            idiag_family = LibC.AfUnspec,
            idiag_ext = InetDiag.EXT_INFO | InetDiag.EXT_SKMEMINFO,
            idiag_states = InetDiag.ELEVEN_STATES,
        }),
        MessageKind.InetSocket,
        "TCP sockets");

    public static readonly RecordedDump Udp4 = Datagrams("netlink/udp4.bin", LibC.AfInet, InetDiag.IPPROTO_UDP, "UDP sockets of IPv4");

    public static readonly RecordedDump Udp6 = Datagrams("netlink/udp6.bin", LibC.AfInet6, InetDiag.IPPROTO_UDP, "UDP sockets of IPv6");

    public static readonly RecordedDump UdpLite4 = Datagrams("netlink/udplite4.bin", LibC.AfInet, InetDiag.IPPROTO_UDPLITE, "UDP-Lite sockets of IPv4") with { MayBeMissing = true };

    public static readonly RecordedDump UdpLite6 = Datagrams("netlink/udplite6.bin", LibC.AfInet6, InetDiag.IPPROTO_UDPLITE, "UDP-Lite sockets of IPv6") with { MayBeMissing = true };

    public static readonly RecordedDump Raw4 = Datagrams("netlink/raw4.bin", LibC.AfInet, InetDiag.IPPROTO_RAW, "raw sockets of IPv4") with { MayBeMissing = true };

    public static readonly RecordedDump Raw6 = Datagrams("netlink/raw6.bin", LibC.AfInet6, InetDiag.IPPROTO_RAW, "raw sockets of IPv6") with { MayBeMissing = true };

    public static readonly RecordedDump Vsock = new(
        "netlink/vsock.bin",
        NetlinkConstants.NETLINK_SOCK_DIAG,
        InetDiag.SOCK_DIAG_BY_FAMILY,
        Bytes(new vsock_diag_req { sdiag_family = LibC.AfVsock, vdiag_states = InetDiag.ALL_STATES }),
        MessageKind.Vsock,
        "vsock sockets")
    {
        MayBeMissing = true,
    };

    public static readonly RecordedDump Unix = new(
        "netlink/unix.bin",
        NetlinkConstants.NETLINK_SOCK_DIAG,
        InetDiag.SOCK_DIAG_BY_FAMILY,
        Bytes(new unix_diag_req
        {
            sdiag_family = LibC.AfUnix,
            udiag_states = InetDiag.ALL_STATES,
            udiag_show = UnixDiag.UDIAG_SHOW_NAME | UnixDiag.UDIAG_SHOW_PEER | UnixDiag.UDIAG_SHOW_ICONS | UnixDiag.UDIAG_SHOW_RQLEN
                | UnixDiag.UDIAG_SHOW_MEMINFO | UnixDiag.UDIAG_SHOW_UID,
        }),
        MessageKind.UnixSocket,
        "unix sockets");

    public static readonly RecordedDump Links = new(
        "netlink/links.bin",
        NetlinkConstants.NETLINK_ROUTE,
        RtnetlinkConstants.RTM_GETLINK,
        Bytes(default(ifinfomsg)),
        MessageKind.Link,
        "interfaces");

    public static readonly RecordedDump Conntrack = new(
        "netlink/conntrack.bin",
        Nfnetlink.NETLINK_NETFILTER,
        Ctnetlink.IPCTNL_MSG_CT_GET,
        Bytes(default(nfgenmsg)),
        MessageKind.Conntrack,
        "conntrack flows")
    {
        // Without a look first the question itself would load the module.
        OnlyWhere = "sys/net/netfilter/nf_conntrack_count",
    };

    public static readonly RecordedDump Routes4 = Routes("netlink/routes4.bin", LibC.AfInet, "routes of IPv4");

    public static readonly RecordedDump Routes6 = Routes("netlink/routes6.bin", LibC.AfInet6, "routes of IPv6");

    public static readonly RecordedDump NextHops = new(
        "netlink/nexthops.bin", NetlinkConstants.NETLINK_ROUTE, RtnetlinkConstants.RTM_GETNEXTHOP, Bytes(default(nhmsg)), MessageKind.NextHop, "nexthop objects")
    {
        MayBeMissing = true,
    };

    public static readonly RecordedDump Neighbours = new(
        "netlink/neighbours.bin", NetlinkConstants.NETLINK_ROUTE, RtnetlinkConstants.RTM_GETNEIGH, Bytes(default(ndmsg)), MessageKind.Neighbour, "neighbours")
    {
        MayBeMissing = true,
    };

    public static IReadOnlyList<RecordedDump> All { get; } = [Tcp, Udp4, Udp6, Unix, UdpLite4, UdpLite6, Raw4, Raw6, Vsock, Links, Routes4, Routes6, NextHops, Neighbours, Conntrack];

    /// <summary>
    /// A file below /proc without which the kernel has not what is asked for; then it is left out without a word. Where the privilege for it is missing, that is
    /// CAP_NET_ADMIN, and it is told. Null for what every host has.
    /// </summary>
    public string? OnlyWhere { get; init; }

    /// <summary>Recordings made by 0.1.0 have none: the answer to the question is then that the kernel has no reader for it, and not a failure.</summary>
    public bool MayBeMissing { get; init; }

    private static RecordedDump Routes(string file, byte family, string name) => new(
        file, NetlinkConstants.NETLINK_ROUTE, RtnetlinkConstants.RTM_GETROUTE, Bytes(new rtmsg { rtm_family = family }), MessageKind.Route, name)
    {
        MayBeMissing = true,
    };

    private static RecordedDump Datagrams(string file, byte family, byte protocol, string name) => new(
        file,
        NetlinkConstants.NETLINK_SOCK_DIAG,
        InetDiag.SOCK_DIAG_BY_FAMILY,
        Bytes(new inet_diag_req_v2
        {
            sdiag_family = family,
            sdiag_protocol = protocol,
            idiag_ext = InetDiag.EXT_SKMEMINFO,
            idiag_states = InetDiag.ALL_STATES,
        }),
        MessageKind.InetSocket,
        name);

    private static byte[] Bytes<T>(T request)
        where T : unmanaged
        => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in request)).ToArray();
}
