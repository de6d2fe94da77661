using System.Runtime.InteropServices;

namespace SocketExporter.Kernel.Abi;

/// <summary>linux/nexthop.h: the fixed part of a message about a nexthop object, since Linux 5.3. 8 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct nhmsg
{
    public byte nh_family;
    public byte nh_scope;
    public byte nh_protocol;
    public byte resvd;
    public uint nh_flags;
}

/// <summary>linux/nexthop.h: one member of a group, in NHA_GROUP. 8 bytes; the weight is counted from 0. Its upper byte is there since Linux 6.12, and was 0 before.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct nexthop_grp
{
    public uint id;
    public byte weight;
    public byte weight_high;
    public ushort resvd2;
}

internal static class NexthopConstants
{
    public const ushort NHA_ID = 1;
    public const ushort NHA_GROUP = 2;
    public const ushort NHA_OIF = 5;
    public const ushort NHA_GATEWAY = 6;
}
