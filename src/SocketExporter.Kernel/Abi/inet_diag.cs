using System.Runtime.InteropServices;

namespace SocketExporter.Kernel.Abi;

/// <summary>linux/inet_diag.h: identity of a socket. Ports and addresses in network order, the rest in host order. 48 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct inet_diag_sockid
{
    public ushort idiag_sport;
    public ushort idiag_dport;
    public fixed byte idiag_src[16];
    public fixed byte idiag_dst[16];
    public uint idiag_if;
    public uint idiag_cookie0;
    public uint idiag_cookie1;
}

/// <summary>linux/inet_diag.h: the legacy request (TCPDIAG_GETSOCK), the only one that walks both families at once. 60 bytes with padding.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct inet_diag_req
{
    public byte idiag_family;
    public byte idiag_src_len;
    public byte idiag_dst_len;
    public byte idiag_ext;
    public inet_diag_sockid id;
    public uint idiag_states;
    public uint idiag_dbs;
}

/// <summary>linux/inet_diag.h: the request of SOCK_DIAG_BY_FAMILY for one family and protocol. 56 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct inet_diag_req_v2
{
    public byte sdiag_family;
    public byte sdiag_protocol;
    public byte idiag_ext;
    public byte pad;
    public uint idiag_states;
    public inet_diag_sockid id;
}

/// <summary>linux/inet_diag.h: one socket. 72 bytes, attributes follow.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct inet_diag_msg
{
    public byte idiag_family;
    public byte idiag_state;
    public byte idiag_timer;
    public byte idiag_retrans;
    public inet_diag_sockid id;
    public uint idiag_expires;
    public uint idiag_rqueue;
    public uint idiag_wqueue;
    public uint idiag_uid;
    public uint idiag_inode;
}

internal static class InetDiag
{
    public const ushort TCPDIAG_GETSOCK = 18;
    public const ushort SOCK_DIAG_BY_FAMILY = 20;

    // Bit (attribute − 1) of idiag_ext asks for the attribute.
    public const byte EXT_INFO = 1 << (INET_DIAG_INFO - 1);
    public const byte EXT_SKMEMINFO = 1 << (INET_DIAG_SKMEMINFO - 1);

    public const ushort INET_DIAG_INFO = 2;
    public const ushort INET_DIAG_TOS = 5;
    public const ushort INET_DIAG_TCLASS = 6;
    public const ushort INET_DIAG_SKMEMINFO = 7;
    public const ushort INET_DIAG_SHUTDOWN = 8;
    public const ushort INET_DIAG_PROTOCOL = 10;
    public const ushort INET_DIAG_SKV6ONLY = 11;
    public const ushort INET_DIAG_CLASS_ID = 17;
    public const ushort INET_DIAG_CGROUP_ID = 21;
    public const ushort INET_DIAG_SOCKOPT = 22;

    /// <summary>In both halves of a request's cookie: whatever cookie the socket has.</summary>
    public const uint INET_DIAG_NOCOOKIE = 0xffffffff;

    // Indexes of the u32 array in INET_DIAG_SKMEMINFO (linux/sock_diag.h).
    public const int SK_MEMINFO_RMEM_ALLOC = 0;
    public const int SK_MEMINFO_RCVBUF = 1;
    public const int SK_MEMINFO_DROPS = 8;

    // Offsets in struct tcp_info (linux/tcp.h).
    public const int TCPI_RETRANSMITS = 2;
    public const int TCPI_PROBES = 3;
    public const int TCPI_LAST_DATA_SENT = 44;
    public const int TCPI_LAST_DATA_RECV = 52;
    public const int TCPI_RTT = 68;
    public const int TCPI_TOTAL_RETRANS = 100;
    public const int TCPI_BYTES_ACKED = 120;
    public const int TCPI_BYTES_RECEIVED = 128;
    public const int TCPI_SEGS_OUT = 136;

    public const int IPPROTO_TCP = 6;
    public const int IPPROTO_UDP = 17;
    public const byte IPPROTO_UDPLITE = 136;
    public const byte IPPROTO_RAW = 255;

    /// <summary>TCP states 1 … 11. Without TCP_NEW_SYN_RECV (12, shown as SYN_RECV anyway) and TCP_BOUND_INACTIVE (13).</summary>
    public const uint ELEVEN_STATES = 0xfff;
    public const uint ALL_STATES = 0xffffffff;
}
