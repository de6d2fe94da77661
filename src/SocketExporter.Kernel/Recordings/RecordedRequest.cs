using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Kernel.Recordings;

/// <summary>A request to the recorded kernel: in which dump the answer lies, and what of it is asked for.</summary>
internal readonly record struct RecordedRequest
{
    private RecordedRequest(RecordedDump dump)
    {
        Dump = dump;
        States = InetDiag.ALL_STATES;
    }

    public RecordedDump Dump { get; private init; }

    /// <summary>Every socket that fits, and not the one of an identity.</summary>
    public bool IsDump { get; private init; }

    public bool WantsAcknowledgment { get; private init; }

    private byte Family { get; init; }

    private uint States { get; init; }

    private byte Extensions { get; init; }

    private inet_diag_sockid Id { get; init; }

    /// <exception cref="KernelReadException">A recording has no answer to it.</exception>
    public static RecordedRequest Parse(int protocol, in nlmsghdr header, ReadOnlySpan<byte> body, string name)
    {
        RecordedRequest? request = (protocol, header.nlmsg_type) switch
        {
            (NetlinkConstants.NETLINK_SOCK_DIAG, InetDiag.TCPDIAG_GETSOCK) => OfTcp(body),
            (NetlinkConstants.NETLINK_SOCK_DIAG, InetDiag.SOCK_DIAG_BY_FAMILY) => OfFamily(body),
            (NetlinkConstants.NETLINK_ROUTE, RtnetlinkConstants.RTM_GETLINK) => new RecordedRequest(RecordedDump.Links),
            (Nfnetlink.NETLINK_NETFILTER, Ctnetlink.IPCTNL_MSG_CT_GET) => new RecordedRequest(RecordedDump.Conntrack),
            _ => null,
        };
        bool isDump = (header.nlmsg_flags & NetlinkConstants.NLM_F_DUMP) == NetlinkConstants.NLM_F_DUMP;
        return request is { } known && (isDump || known.Dump.Kind == MessageKind.InetSocket)
            ? known with { IsDump = isDump, WantsAcknowledgment = (header.nlmsg_flags & NetlinkConstants.NLM_F_ACK) != 0 }
            : throw new KernelReadException($"{name}, request of type {header.nlmsg_type}: a recording has no answer to it");
    }

    /// <summary>The last message of a dump, or an error instead of it.</summary>
    public static bool IsEnd(ReadOnlySpan<byte> message)
        => NetlinkBytes.Read<nlmsghdr>(message, "nlmsghdr").nlmsg_type is NetlinkConstants.NLMSG_DONE or NetlinkConstants.NLMSG_ERROR;

    /// <param name="message">With its header.</param>
    public bool Wants(ReadOnlySpan<byte> message)
    {
        if (IsEnd(message) || Dump.Kind is MessageKind.Link or MessageKind.Conntrack)
        {
            return true;
        }

        ReadOnlySpan<byte> body = message[NetlinkMessages.HeaderBytes..];
        if (Dump.Kind == MessageKind.UnixSocket)
        {
            return HasState(NetlinkBytes.Read<unix_diag_msg>(body, "unix_diag_msg").udiag_state);
        }

        ref readonly inet_diag_msg socket = ref NetlinkBytes.View<inet_diag_msg>(body, "inet_diag_msg");
        return IsDump
            ? HasState(socket.idiag_state) && (Family == LibC.AfUnspec || Family == socket.idiag_family)
            : Names(socket.id);
    }

    /// <summary>Memory and tcp_info come when they are asked for, all else always.</summary>
    public bool WantsAttribute(ushort type)
        => type is not (InetDiag.INET_DIAG_INFO or InetDiag.INET_DIAG_SKMEMINFO) || (Extensions & (1 << (type - 1))) != 0;

    private static RecordedRequest OfTcp(ReadOnlySpan<byte> body)
    {
        inet_diag_req request = NetlinkBytes.Read<inet_diag_req>(body, "inet_diag_req");
        return new RecordedRequest(RecordedDump.Tcp)
        {
            Family = request.idiag_family,
            States = request.idiag_states,
            Extensions = request.idiag_ext,
            Id = request.id,
        };
    }

    private static RecordedRequest? OfFamily(ReadOnlySpan<byte> body)
    {
        byte family = NetlinkBytes.Read<byte>(body, "sdiag_family");
        if (family == LibC.AfUnix)
        {
            return new RecordedRequest(RecordedDump.Unix) { States = NetlinkBytes.Read<unix_diag_req>(body, "unix_diag_req").udiag_states };
        }

        inet_diag_req_v2 request = NetlinkBytes.Read<inet_diag_req_v2>(body, "inet_diag_req_v2");
        RecordedDump? dump = (family, request.sdiag_protocol) switch
        {
            (LibC.AfInet or LibC.AfInet6, InetDiag.IPPROTO_TCP) => RecordedDump.Tcp,
            (LibC.AfInet, InetDiag.IPPROTO_UDP) => RecordedDump.Udp4,
            (LibC.AfInet6, InetDiag.IPPROTO_UDP) => RecordedDump.Udp6,
            _ => null,
        };
        return dump is null
            ? null
            : new RecordedRequest(dump) { Family = family, States = request.idiag_states, Extensions = request.idiag_ext, Id = request.id };
    }

    // A state above 31 is none that a mask could name.
    private bool HasState(byte state) => state < 32 && (States & (1U << state)) != 0;

    private bool Names(in inet_diag_sockid socket)
        => socket.idiag_sport == Id.idiag_sport
            && socket.idiag_dport == Id.idiag_dport
            && (Id.idiag_cookie0 == InetDiag.INET_DIAG_NOCOOKIE || (socket.idiag_cookie0 == Id.idiag_cookie0 && socket.idiag_cookie1 == Id.idiag_cookie1));
}
