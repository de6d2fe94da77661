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

    public static readonly RecordedDump Udp4 = Udp("netlink/udp4.bin", LibC.AfInet, "UDP sockets of IPv4");

    public static readonly RecordedDump Udp6 = Udp("netlink/udp6.bin", LibC.AfInet6, "UDP sockets of IPv6");

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

    public static IReadOnlyList<RecordedDump> All { get; } = [Tcp, Udp4, Udp6, Unix, Links, Conntrack];

    /// <summary>
    /// A file below /proc without which the kernel has not what is asked for; then, and where the privilege for it is missing, it is left out without a word. Null for
    /// what every host has.
    /// </summary>
    public string? OnlyWhere { get; init; }

    private static RecordedDump Udp(string file, byte family, string name) => new(
        file,
        NetlinkConstants.NETLINK_SOCK_DIAG,
        InetDiag.SOCK_DIAG_BY_FAMILY,
        Bytes(new inet_diag_req_v2
        {
            sdiag_family = family,
            sdiag_protocol = InetDiag.IPPROTO_UDP,
            idiag_ext = InetDiag.EXT_SKMEMINFO,
            idiag_states = InetDiag.ALL_STATES,
        }),
        MessageKind.InetSocket,
        name);

    private static byte[] Bytes<T>(T request)
        where T : unmanaged
        => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in request)).ToArray();
}
