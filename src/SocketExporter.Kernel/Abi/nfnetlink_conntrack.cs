namespace SocketExporter.Kernel.Abi;

/// <summary>linux/netfilter/nfnetlink_conntrack.h: messages and attributes; numbers in them are in network order.</summary>
internal static class Ctnetlink
{
    public const ushort IPCTNL_MSG_CT_NEW = Nfnetlink.NFNL_SUBSYS_CTNETLINK << 8;
    public const ushort IPCTNL_MSG_CT_GET = (Nfnetlink.NFNL_SUBSYS_CTNETLINK << 8) | 1;
    public const ushort IPCTNL_MSG_CT_GET_STATS_CPU = (Nfnetlink.NFNL_SUBSYS_CTNETLINK << 8) | 4;
    public const ushort IPCTNL_MSG_CT_GET_STATS = (Nfnetlink.NFNL_SUBSYS_CTNETLINK << 8) | 5;

    public const ushort CTA_TUPLE_ORIG = 1;
    public const ushort CTA_TUPLE_REPLY = 2;
    public const ushort CTA_STATUS = 3;
    public const ushort CTA_PROTOINFO = 4;
    public const ushort CTA_TIMEOUT = 7;

    // Inside CTA_TUPLE_ORIG and CTA_TUPLE_REPLY.
    public const ushort CTA_TUPLE_IP = 1;
    public const ushort CTA_TUPLE_PROTO = 2;

    // Inside CTA_TUPLE_IP.
    public const ushort CTA_IP_V4_SRC = 1;
    public const ushort CTA_IP_V4_DST = 2;
    public const ushort CTA_IP_V6_SRC = 3;
    public const ushort CTA_IP_V6_DST = 4;

    // Inside CTA_TUPLE_PROTO.
    public const ushort CTA_PROTO_NUM = 1;
    public const ushort CTA_PROTO_SRC_PORT = 2;
    public const ushort CTA_PROTO_DST_PORT = 3;

    // Inside CTA_PROTOINFO, and inside that.
    public const ushort CTA_PROTOINFO_TCP = 1;
    public const ushort CTA_PROTOINFO_TCP_STATE = 1;

    // Of the answer to IPCTNL_MSG_CT_GET_STATS_CPU.
    public const ushort CTA_STATS_FOUND = 2;
    public const ushort CTA_STATS_INVALID = 4;
    public const ushort CTA_STATS_IGNORE = 5; // not sent since Linux 5.10
    public const ushort CTA_STATS_INSERT = 8;
    public const ushort CTA_STATS_INSERT_FAILED = 9;
    public const ushort CTA_STATS_DROP = 10;
    public const ushort CTA_STATS_EARLY_DROP = 11;
    public const ushort CTA_STATS_ERROR = 12;
    public const ushort CTA_STATS_SEARCH_RESTART = 13;

    // Of the answer to IPCTNL_MSG_CT_GET_STATS; the second since Linux 4.18.
    public const ushort CTA_STATS_GLOBAL_ENTRIES = 1;
    public const ushort CTA_STATS_GLOBAL_MAX_ENTRIES = 2;
}

/// <summary>linux/netfilter/nf_conntrack_common.h: bits of CTA_STATUS.</summary>
internal static class ConntrackStatus
{
    public const uint IPS_SEEN_REPLY = 1 << 1;
    public const uint IPS_ASSURED = 1 << 2;
    public const uint IPS_SRC_NAT = 1 << 4;
    public const uint IPS_DST_NAT = 1 << 5;
}
