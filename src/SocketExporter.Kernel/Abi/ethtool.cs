using System.Runtime.InteropServices;

namespace SocketExporter.Kernel.Abi;

/// <summary>
/// linux/ethtool.h: question and answer of ETHTOOL_GLINKSETTINGS (since Linux 4.6). Behind it three bitmaps of link_mode_masks_nwords words each. 48 bytes.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ethtool_link_settings
{
    public uint cmd;

    /// <summary>Mbit/s.</summary>
    public uint speed;
    public byte duplex;
    public byte port;
    public byte phy_address;
    public byte autoneg;
    public byte mdio_support;
    public byte eth_tp_mdix;
    public byte eth_tp_mdix_ctrl;
    public sbyte link_mode_masks_nwords;
    public byte transceiver;
    public byte master_slave_cfg;
    public byte master_slave_state;
    public byte rate_matching;
    public fixed uint reserved[7];
}

/// <summary>linux/if.h: the argument of an interface ioctl; ifr_data is one of a union of 24 bytes. 40 bytes on 64 bit.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ifreq
{
    public fixed byte ifr_name[16];
    public void* ifr_data;
    public ulong ifr_union_rest0;
    public ulong ifr_union_rest1;
}

internal static class EthtoolConstants
{
    public const uint SIOCETHTOOL = 0x8946;
    public const uint ETHTOOL_GLINKSETTINGS = 0x4c;
    public const uint SPEED_UNKNOWN = 0xffffffff;
    public const int IFNAMSIZ = 16;

    /// <summary>Words of three bitmaps as large as link_mode_masks_nwords (s8) can say.</summary>
    public const int LINK_MODE_WORDS_MAX = 3 * 127;
}
