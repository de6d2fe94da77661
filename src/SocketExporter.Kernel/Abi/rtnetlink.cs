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

internal static class RtnetlinkConstants
{
    /// <summary>Bits of nl_groups (1 &lt;&lt; (RTNLGRP_LINK - 1)).</summary>
    public const uint RTMGRP_LINK = 0x1;

    public const ushort RTM_NEWLINK = 16;
    public const ushort RTM_DELLINK = 17;
    public const ushort RTM_GETLINK = 18;
    public const ushort RTM_NEWSTATS = 92;
    public const ushort RTM_GETSTATS = 94;
}
