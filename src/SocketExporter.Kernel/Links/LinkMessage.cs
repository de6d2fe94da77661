using System.Runtime.CompilerServices;
using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Kernel.Links;

/// <summary>An RTM_NEWLINK message taken apart; its spans point into the message. Names are without their final zero.</summary>
internal ref struct LinkMessage
{
    public int Index;
    public LinkFlags Flags;
    public ReadOnlySpan<byte> Name;
    public ReadOnlySpan<byte> Kind;
    public ReadOnlySpan<byte> Address;
    public uint? MtuBytes;
    public uint? TransmitQueueLengthPackets;
    public OperationalState? OperationalState;
    public bool? Carrier;
    public uint? CarrierChanges;
    public LinkStatistics? Statistics;

    /// <param name="message">The message without its nlmsghdr.</param>
    /// <exception cref="KernelReadException">Something is shorter than it must be, or the interface has no name.</exception>
    public static LinkMessage Parse(ReadOnlySpan<byte> message)
    {
        ifinfomsg info = NetlinkBytes.Read<ifinfomsg>(message, "ifinfomsg");
        var link = new LinkMessage { Index = info.ifi_index, Flags = (LinkFlags)info.ifi_flags };
        var attributes = new NetlinkAttributes(message[Unsafe.SizeOf<ifinfomsg>()..], "ifinfomsg");
        while (attributes.Next())
        {
            ReadOnlySpan<byte> payload = attributes.Payload;
            switch (attributes.Type)
            {
                case IfLinkConstants.IFLA_IFNAME:
                    link.Name = Text(payload);
                    break;
                case IfLinkConstants.IFLA_ADDRESS:
                    link.Address = payload;
                    break;
                case IfLinkConstants.IFLA_MTU:
                    link.MtuBytes = NetlinkBytes.Read<uint>(payload, "IFLA_MTU");
                    break;
                case IfLinkConstants.IFLA_TXQLEN:
                    link.TransmitQueueLengthPackets = NetlinkBytes.Read<uint>(payload, "IFLA_TXQLEN");
                    break;
                case IfLinkConstants.IFLA_OPERSTATE:
                    link.OperationalState = (OperationalState)NetlinkBytes.Read<byte>(payload, "IFLA_OPERSTATE");
                    break;
                case IfLinkConstants.IFLA_CARRIER:
                    link.Carrier = NetlinkBytes.Read<byte>(payload, "IFLA_CARRIER") != 0;
                    break;
                case IfLinkConstants.IFLA_CARRIER_CHANGES:
                    link.CarrierChanges = NetlinkBytes.Read<uint>(payload, "IFLA_CARRIER_CHANGES");
                    break;
                case IfLinkConstants.IFLA_LINKINFO:
                    link.Kind = ParseKind(payload);
                    break;
                case IfLinkConstants.IFLA_STATS64:
                    link.Statistics = StatisticsMessage.ParseCounters(payload);
                    break;
            }
        }

        return link.Name.IsEmpty
            ? throw new KernelReadException($"ifinfomsg of interface {link.Index}: no IFLA_IFNAME, expected a name")
            : link;
    }

    private static ReadOnlySpan<byte> ParseKind(ReadOnlySpan<byte> linkInfo)
    {
        var attributes = new NetlinkAttributes(linkInfo, "IFLA_LINKINFO");
        while (attributes.Next())
        {
            if (attributes.Type == IfLinkConstants.IFLA_INFO_KIND)
            {
                return Text(attributes.Payload);
            }
        }

        return default;
    }

    private static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> payload)
    {
        int end = payload.IndexOf((byte)0);
        return end < 0 ? payload : payload[..end];
    }
}
