using System.Runtime.InteropServices;

namespace SocketExporter.Kernel.Abi;

/// <summary>linux/netfilter/nfnetlink.h: the fixed part of every message of netfilter. res_id is in network order. 4 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct nfgenmsg
{
    public byte nfgen_family;
    public byte version;
    public ushort res_id;
}

internal static class Nfnetlink
{
    public const int NETLINK_NETFILTER = 12;

    /// <summary>The subsystem is the upper byte of nlmsg_type.</summary>
    public const ushort NFNL_SUBSYS_CTNETLINK = 1;
}
