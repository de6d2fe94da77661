using System.Buffers.Binary;
using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Kernel.Conntrack;

/// <summary>nfgenmsg and the attributes of a flow → <see cref="ConntrackFlow"/>.</summary>
internal static class ConntrackFlowParser
{
    private const int FixedBytes = 4;

    /// <exception cref="KernelReadException">The message is short, of a foreign family, or without the addresses or the protocol of the flow.</exception>
    public static void Parse(ReadOnlySpan<byte> message, ref ConntrackFlow flow)
    {
        nfgenmsg header = NetlinkBytes.Read<nfgenmsg>(message, "nfgenmsg");
        flow = new ConntrackFlow
        {
            Family = header.nfgen_family switch
            {
                LibC.AfInet => IpFamily.Ipv4,
                LibC.AfInet6 => IpFamily.Ipv6,
                _ => throw new KernelReadException($"nfgenmsg: family {header.nfgen_family}, expected {LibC.AfInet} or {LibC.AfInet6}"),
            },
        };
        int protocol = -1;
        bool hasReply = false;
        var attributes = new NetlinkAttributes(message[FixedBytes..], "a conntrack flow");
        while (attributes.Next())
        {
            switch (attributes.Type)
            {
                case Ctnetlink.CTA_TUPLE_ORIG:
                    flow.Original = ParseTuple(attributes.Payload, "CTA_TUPLE_ORIG", flow.Family, out protocol);
                    break;
                case Ctnetlink.CTA_TUPLE_REPLY:
                    flow.Reply = ParseTuple(attributes.Payload, "CTA_TUPLE_REPLY", flow.Family, out _);
                    hasReply = true;
                    break;
                case Ctnetlink.CTA_STATUS:
                    uint status = Number(attributes.Payload, "CTA_STATUS");
                    flow.IsReplied = (status & ConntrackStatus.IPS_SEEN_REPLY) != 0;
                    flow.IsAssured = (status & ConntrackStatus.IPS_ASSURED) != 0;
                    flow.IsSourceTranslated = (status & ConntrackStatus.IPS_SRC_NAT) != 0;
                    flow.IsDestinationTranslated = (status & ConntrackStatus.IPS_DST_NAT) != 0;
                    break;
                case Ctnetlink.CTA_TIMEOUT:
                    flow.ExpiresInSeconds = Number(attributes.Payload, "CTA_TIMEOUT");
                    break;
                case Ctnetlink.CTA_PROTOINFO:
                    flow.TcpState = ParseTcpState(attributes.Payload);
                    break;
            }
        }

        if (protocol < 0 || !hasReply)
        {
            throw new KernelReadException($"conntrack flow of {message.Length} bytes: without CTA_TUPLE_ORIG or CTA_TUPLE_REPLY, expected both");
        }

        flow.Protocol = (byte)protocol;
    }

    private static ConntrackTuple ParseTuple(ReadOnlySpan<byte> bytes, string name, IpFamily family, out int protocol)
    {
        IpAddress? source = null;
        IpAddress? destination = null;
        ushort sourcePort = 0;
        ushort destinationPort = 0;
        protocol = -1;
        var parts = new NetlinkAttributes(bytes, name);
        while (parts.Next())
        {
            if (parts.Type == Ctnetlink.CTA_TUPLE_IP)
            {
                (ushort sourceType, ushort destinationType) = family == IpFamily.Ipv4
                    ? (Ctnetlink.CTA_IP_V4_SRC, Ctnetlink.CTA_IP_V4_DST)
                    : (Ctnetlink.CTA_IP_V6_SRC, Ctnetlink.CTA_IP_V6_DST);
                var addresses = new NetlinkAttributes(parts.Payload, name);
                while (addresses.Next())
                {
                    source = addresses.Type == sourceType ? Address(addresses.Payload, name, family) : source;
                    destination = addresses.Type == destinationType ? Address(addresses.Payload, name, family) : destination;
                }
            }
            else if (parts.Type == Ctnetlink.CTA_TUPLE_PROTO)
            {
                var numbers = new NetlinkAttributes(parts.Payload, name);
                while (numbers.Next())
                {
                    switch (numbers.Type)
                    {
                        case Ctnetlink.CTA_PROTO_NUM:
                            protocol = NetlinkBytes.Read<byte>(numbers.Payload, "CTA_PROTO_NUM");
                            break;
                        case Ctnetlink.CTA_PROTO_SRC_PORT:
                            sourcePort = Port(numbers.Payload, "CTA_PROTO_SRC_PORT");
                            break;
                        case Ctnetlink.CTA_PROTO_DST_PORT:
                            destinationPort = Port(numbers.Payload, "CTA_PROTO_DST_PORT");
                            break;
                    }
                }
            }
        }

        return source is { } from && destination is { } to && protocol >= 0
            ? new ConntrackTuple(from, to, sourcePort, destinationPort)
            : throw new KernelReadException($"{name}: without CTA_PROTO_NUM or an address of {family}, expected source, destination and protocol");
    }

    private static ConntrackTcpState? ParseTcpState(ReadOnlySpan<byte> protocolInfo)
    {
        var protocols = new NetlinkAttributes(protocolInfo, "CTA_PROTOINFO");
        while (protocols.Next())
        {
            if (protocols.Type != Ctnetlink.CTA_PROTOINFO_TCP)
            {
                continue;
            }

            var fields = new NetlinkAttributes(protocols.Payload, "CTA_PROTOINFO_TCP");
            while (fields.Next())
            {
                if (fields.Type == Ctnetlink.CTA_PROTOINFO_TCP_STATE)
                {
                    byte state = NetlinkBytes.Read<byte>(fields.Payload, "CTA_PROTOINFO_TCP_STATE");
                    return state <= (byte)ConntrackTcpState.SynSent2 ? (ConntrackTcpState)state : null;
                }
            }
        }

        return null;
    }

    private static IpAddress Address(ReadOnlySpan<byte> bytes, string name, IpFamily family)
    {
        int expected = family == IpFamily.Ipv4 ? 4 : 16;
        return bytes.Length == expected
            ? IpAddress.FromNetworkOrder(bytes, family)
            : throw new KernelReadException($"{name}: address of {bytes.Length} bytes, expected {expected}");
    }

    private static ushort Port(ReadOnlySpan<byte> bytes, string name) => BinaryPrimitives.ReverseEndianness(NetlinkBytes.Read<ushort>(bytes, name));

    private static uint Number(ReadOnlySpan<byte> bytes, string name) => BinaryPrimitives.ReverseEndianness(NetlinkBytes.Read<uint>(bytes, name));
}
