using System.Runtime.InteropServices;

namespace SocketExporter.Kernel.Abi;

/// <summary>linux/rtnetlink.h: the fixed part of a message about an interface. 16 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ifinfomsg
{
    public byte ifi_family;
    public byte ifi_pad;
    public ushort ifi_type;
    public int ifi_index;
    public uint ifi_flags;
    public uint ifi_change;
}

/// <summary>linux/rtnetlink.h: the fixed part of a message about a route. 12 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct rtmsg
{
    public byte rtm_family;
    public byte rtm_dst_len;
    public byte rtm_src_len;
    public byte rtm_tos;
    public byte rtm_table;
    public byte rtm_protocol;
    public byte rtm_scope;
    public byte rtm_type;
    public uint rtm_flags;
}

/// <summary>linux/rtnetlink.h: one hop of RTA_MULTIPATH, attributes behind it; rtnh_len counts them and these 8 bytes. The weight is counted from 0.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct rtnexthop
{
    public ushort rtnh_len;
    public byte rtnh_flags;
    public byte rtnh_hops;
    public int rtnh_ifindex;
}

/// <summary>linux/rtnetlink.h: the payload of RTA_CACHEINFO. 32 bytes; times in hundredths of a second (USER_HZ).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct rta_cacheinfo
{
    public uint rta_clntref;
    public uint rta_lastuse;
    public int rta_expires;
    public uint rta_error;
    public uint rta_used;
    public uint rta_id;
    public uint rta_ts;
    public uint rta_tsage;
}

internal static class RtnetlinkConstants
{
    /// <summary>Bits of nl_groups (1 &lt;&lt; (RTNLGRP_LINK - 1)).</summary>
    public const uint RTMGRP_LINK = 0x1;
    public const uint RTMGRP_IPV4_IFADDR = 0x10;
    public const uint RTMGRP_IPV4_ROUTE = 0x40;
    public const uint RTMGRP_IPV6_IFADDR = 0x100;
    public const uint RTMGRP_IPV6_ROUTE = 0x400;

    /// <summary>RTNLGRP_NEXTHOP, 32, since Linux 5.3; an older kernel ignores the bit.</summary>
    public const uint RTMGRP_NEXTHOP = 0x8000_0000;

    public const ushort RTM_NEWLINK = 16;
    public const ushort RTM_DELLINK = 17;
    public const ushort RTM_GETLINK = 18;
    public const ushort RTM_NEWADDR = 20;
    public const ushort RTM_DELADDR = 21;
    public const ushort RTM_NEWROUTE = 24;
    public const ushort RTM_DELROUTE = 25;
    public const ushort RTM_GETROUTE = 26;
    public const ushort RTM_NEWNEIGH = 28;
    public const ushort RTM_GETNEIGH = 30;
    public const ushort RTM_NEWSTATS = 92;
    public const ushort RTM_GETSTATS = 94;
    public const ushort RTM_NEWNEXTHOP = 104;
    public const ushort RTM_DELNEXTHOP = 105;
    public const ushort RTM_GETNEXTHOP = 106;

    public const ushort RTA_DST = 1;
    public const ushort RTA_SRC = 2;
    public const ushort RTA_IIF = 3;
    public const ushort RTA_OIF = 4;
    public const ushort RTA_GATEWAY = 5;
    public const ushort RTA_PRIORITY = 6;
    public const ushort RTA_PREFSRC = 7;
    public const ushort RTA_METRICS = 8;
    public const ushort RTA_MULTIPATH = 9;
    public const ushort RTA_CACHEINFO = 12;
    public const ushort RTA_TABLE = 15;
    public const ushort RTA_VIA = 18;
    public const ushort RTA_PREF = 20;
    public const ushort RTA_EXPIRES = 23;
    public const ushort RTA_NH_ID = 30;

    public const ushort RTAX_MTU = 2;
    public const ushort RTAX_WINDOW = 3;
    public const ushort RTAX_RTT = 4;
    public const ushort RTAX_ADVMSS = 8;

    public const uint RT_TABLE_DEFAULT = 253;
    public const uint RT_TABLE_MAIN = 254;
    public const uint RT_TABLE_LOCAL = 255;

    /// <summary>Of rtm_flags: no route of a table but what was learnt about one destination (a path MTU, a redirect).</summary>
    public const uint RTM_F_CLONED = 0x200;

    /// <summary>Of rtnh_flags and the low byte of rtm_flags: the interface is down.</summary>
    public const byte RTNH_F_DEAD = 1;

    /// <summary>As above: the interface has lost its carrier.</summary>
    public const byte RTNH_F_LINKDOWN = 16;
}
