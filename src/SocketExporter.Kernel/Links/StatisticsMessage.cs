using System.Runtime.CompilerServices;
using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Kernel.Links;

/// <summary>An RTM_NEWSTATS message taken apart: an interface by its index, and what it counted.</summary>
internal readonly record struct StatisticsMessage(int Index, LinkStatistics? Statistics)
{
    /// <param name="message">The message without its nlmsghdr.</param>
    /// <exception cref="KernelReadException">Something is shorter than it must be.</exception>
    public static StatisticsMessage Parse(ReadOnlySpan<byte> message)
    {
        if_stats_msg fixedPart = NetlinkBytes.Read<if_stats_msg>(message, "if_stats_msg");
        var attributes = new NetlinkAttributes(message[Unsafe.SizeOf<if_stats_msg>()..], "if_stats_msg");
        while (attributes.Next())
        {
            if (attributes.Type == IfLinkConstants.IFLA_STATS_LINK_64)
            {
                return new StatisticsMessage(fixedPart.ifindex, ParseCounters(attributes.Payload));
            }
        }

        return new StatisticsMessage(fixedPart.ifindex, null);
    }

    /// <param name="payload">A rtnl_link_stats64, of IFLA_STATS64 or of IFLA_STATS_LINK_64.</param>
    /// <exception cref="KernelReadException">It is shorter than the oldest form.</exception>
    public static LinkStatistics ParseCounters(ReadOnlySpan<byte> payload)
    {
        rtnl_link_stats64 counted = NetlinkBytes.Read<rtnl_link_stats64>(payload, "rtnl_link_stats64");
        ReadOnlySpan<byte> newer = payload[IfLinkConstants.STATS64_RX_NOHANDLER_OFFSET..];
        return new LinkStatistics
        {
            ReceivedBytes = counted.rx_bytes,
            ReceivedPackets = counted.rx_packets,
            ReceiveErrors = counted.rx_errors,
            ReceiveDrops = counted.rx_dropped + counted.rx_missed_errors,
            ReceiveOverruns = counted.rx_fifo_errors,
            ReceiveFrameErrors = counted.rx_length_errors + counted.rx_over_errors + counted.rx_crc_errors + counted.rx_frame_errors,
            ReceivedCompressedPackets = counted.rx_compressed,
            ReceivedMulticastPackets = counted.multicast,
            ReceiveUnhandledPackets = newer.Length >= sizeof(ulong) ? NetlinkBytes.Read<ulong>(newer, "rx_nohandler") : null,
            TransmittedBytes = counted.tx_bytes,
            TransmittedPackets = counted.tx_packets,
            TransmitErrors = counted.tx_errors,
            TransmitDrops = counted.tx_dropped,
            TransmitOverruns = counted.tx_fifo_errors,
            TransmitCollisions = counted.collisions,
            TransmitCarrierErrors = counted.tx_carrier_errors + counted.tx_aborted_errors + counted.tx_window_errors
                + counted.tx_heartbeat_errors,
            TransmittedCompressedPackets = counted.tx_compressed,
        };
    }
}
