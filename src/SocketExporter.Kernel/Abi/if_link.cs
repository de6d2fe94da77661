using System.Runtime.InteropServices;

namespace SocketExporter.Kernel.Abi;

/// <summary>
/// linux/if_link.h: the payload of IFLA_STATS64. 23 numbers since Linux 2.6.35 are the shortest form; what newer kernels put behind is read
/// by the attribute's length: rx_nohandler (4.6) at 184, rx_otherhost_dropped (5.19) at 192. 184 bytes.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct rtnl_link_stats64
{
    public ulong rx_packets;
    public ulong tx_packets;
    public ulong rx_bytes;
    public ulong tx_bytes;
    public ulong rx_errors;
    public ulong tx_errors;
    public ulong rx_dropped;
    public ulong tx_dropped;
    public ulong multicast;
    public ulong collisions;
    public ulong rx_length_errors;
    public ulong rx_over_errors;
    public ulong rx_crc_errors;
    public ulong rx_frame_errors;
    public ulong rx_fifo_errors;
    public ulong rx_missed_errors;
    public ulong tx_aborted_errors;
    public ulong tx_carrier_errors;
    public ulong tx_fifo_errors;
    public ulong tx_heartbeat_errors;
    public ulong tx_window_errors;
    public ulong rx_compressed;
    public ulong tx_compressed;
}

/// <summary>linux/if_link.h: the fixed part of RTM_GETSTATS and of its answers. 12 bytes. Since Linux 4.7.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct if_stats_msg
{
    public byte family;
    public byte pad1;
    public ushort pad2;
    public int ifindex;
    public uint filter_mask;
}

internal static class IfLinkConstants
{
    public const int STATS64_RX_NOHANDLER_OFFSET = 184;

    public const ushort IFLA_ADDRESS = 1;
    public const ushort IFLA_IFNAME = 3;
    public const ushort IFLA_MTU = 4;
    public const ushort IFLA_LINK = 5;
    public const ushort IFLA_MASTER = 10;
    public const ushort IFLA_TXQLEN = 13;
    public const ushort IFLA_OPERSTATE = 16;
    public const ushort IFLA_LINKINFO = 18;
    public const ushort IFLA_STATS64 = 23;
    public const ushort IFLA_CARRIER = 33;
    public const ushort IFLA_CARRIER_CHANGES = 35;

    public const ushort IFLA_INFO_KIND = 1;

    /// <summary>Of RTM_NEWSTATS: a rtnl_link_stats64.</summary>
    public const ushort IFLA_STATS_LINK_64 = 1;

    /// <summary>IFLA_STATS_FILTER_BIT(IFLA_STATS_LINK_64).</summary>
    public const uint STATS_FILTER_LINK_64 = 1;
}
