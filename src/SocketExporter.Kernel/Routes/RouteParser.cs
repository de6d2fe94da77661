using System.Runtime.CompilerServices;
using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Kernel.Routes;

/// <summary>Takes an RTM_NEWROUTE or RTM_DELROUTE message apart.</summary>
internal static class RouteParser
{
    private const int TicksOfUserHz = (int)(TimeSpan.TicksPerSecond / 100);

    /// <param name="message">The message without its nlmsghdr.</param>
    /// <param name="row">Overwritten whole.</param>
    /// <returns>False: it is about another family (routes of multicast or MPLS), and the row is not to be used.</returns>
    /// <exception cref="KernelReadException">Something is shorter than it must be, or a prefix longer than its address.</exception>
    public static bool Parse(ReadOnlySpan<byte> message, RouteRow row)
    {
        rtmsg route = NetlinkBytes.Read<rtmsg>(message, "rtmsg");
        if (route.rtm_family is not (LibC.AfInet or LibC.AfInet6))
        {
            return false;
        }

        row.Clear();
        row.Family = route.rtm_family == LibC.AfInet ? IpFamily.Ipv4 : IpFamily.Ipv6;
        int bits = row.Family == IpFamily.Ipv4 ? 32 : 128;
        if (route.rtm_dst_len > bits || route.rtm_src_len > bits)
        {
            throw new KernelReadException($"rtmsg: prefix of {Math.Max(route.rtm_dst_len, route.rtm_src_len)} bits, expected at most {bits}");
        }

        row.Kind = (RouteKind)route.rtm_type;
        row.Table = route.rtm_table;
        row.Protocol = route.rtm_protocol;
        row.Scope = route.rtm_scope;
        row.TypeOfService = route.rtm_tos;
        row.Flags = route.rtm_flags;
        row.PrefixLength = route.rtm_dst_len;
        row.SourcePrefixLength = route.rtm_src_len;
        row.Destination = row.Family == IpFamily.Ipv4 ? IpAddress.AnyIpv4 : IpAddress.AnyIpv6;
        row.Source = row.Destination;
        ParseAttributes(message[Unsafe.SizeOf<rtmsg>()..], row, (byte)(route.rtm_flags & byte.MaxValue));
        return true;
    }

    /// <summary>An address of 4 or 16 bytes, whatever the family of what carries it.</summary>
    internal static IpAddress Address(ReadOnlySpan<byte> bytes, string name) => bytes.Length switch
    {
        4 => IpAddress.FromNetworkOrder(bytes, IpFamily.Ipv4),
        16 => IpAddress.FromNetworkOrder(bytes, IpFamily.Ipv6),
        _ => throw new KernelReadException($"{name}: {bytes.Length} bytes, expected an address of 4 or 16"),
    };

    private static void ParseAttributes(ReadOnlySpan<byte> bytes, RouteRow row, byte flags)
    {
        IpAddress? gateway = null;
        IpFamily gatewayFamily = row.Family;
        int interfaceIndex = 0;
        var attributes = new NetlinkAttributes(bytes, "rtmsg");
        while (attributes.Next())
        {
            ReadOnlySpan<byte> payload = attributes.Payload;
            switch (attributes.Type)
            {
                case RtnetlinkConstants.RTA_DST:
                    row.Destination = Address(payload, "RTA_DST");
                    break;
                case RtnetlinkConstants.RTA_SRC:
                    row.Source = Address(payload, "RTA_SRC");
                    break;
                case RtnetlinkConstants.RTA_OIF:
                    interfaceIndex = NetlinkBytes.Read<int>(payload, "RTA_OIF");
                    break;
                case RtnetlinkConstants.RTA_GATEWAY or RtnetlinkConstants.RTA_VIA:
                    gateway = Gateway(attributes.Type, payload, out gatewayFamily);
                    break;
                case RtnetlinkConstants.RTA_PRIORITY:
                    row.Metric = NetlinkBytes.Read<uint>(payload, "RTA_PRIORITY");
                    break;
                case RtnetlinkConstants.RTA_PREFSRC:
                    row.PreferredSource = Address(payload, "RTA_PREFSRC");
                    break;
                case RtnetlinkConstants.RTA_METRICS:
                    ParseMetrics(payload, row);
                    break;
                case RtnetlinkConstants.RTA_MULTIPATH:
                    ParseHops(payload, row);
                    break;
                case RtnetlinkConstants.RTA_CACHEINFO:
                    int expires = NetlinkBytes.Read<rta_cacheinfo>(payload, "rta_cacheinfo").rta_expires;
                    row.ExpiresIn = expires == 0 ? null : new TimeSpan((long)expires * TicksOfUserHz);
                    break;
                case RtnetlinkConstants.RTA_TABLE:
                    // rtm_table has one byte; a larger number stands here alone.
                    row.Table = NetlinkBytes.Read<uint>(payload, "RTA_TABLE");
                    break;
                case RtnetlinkConstants.RTA_NH_ID:
                    row.NextHopId = NetlinkBytes.Read<uint>(payload, "RTA_NH_ID");
                    break;
            }
        }

        if (row.NextHops.IsEmpty && (interfaceIndex != 0 || gateway is not null))
        {
            row.Add(new RouteNextHop(gateway, gatewayFamily, interfaceIndex, 1, flags));
        }
    }

    private static void ParseHops(ReadOnlySpan<byte> hops, RouteRow row)
    {
        while (hops.Length > 0)
        {
            rtnexthop hop = NetlinkBytes.Read<rtnexthop>(hops, "rtnexthop");
            if (hop.rtnh_len < Unsafe.SizeOf<rtnexthop>() || hop.rtnh_len > hops.Length)
            {
                throw new KernelReadException($"rtnexthop: length {hop.rtnh_len}, expected {Unsafe.SizeOf<rtnexthop>()} to {hops.Length}");
            }

            IpAddress? gateway = null;
            IpFamily gatewayFamily = row.Family;
            var attributes = new NetlinkAttributes(hops[Unsafe.SizeOf<rtnexthop>()..hop.rtnh_len], "rtnexthop");
            while (attributes.Next())
            {
                if (attributes.Type is RtnetlinkConstants.RTA_GATEWAY or RtnetlinkConstants.RTA_VIA)
                {
                    gateway = Gateway(attributes.Type, attributes.Payload, out gatewayFamily);
                }
            }

            row.Add(new RouteNextHop(gateway, gatewayFamily, hop.rtnh_ifindex, hop.rtnh_hops + 1, hop.rtnh_flags));
            hops = hops[Math.Min((hop.rtnh_len + 3) & ~3, hops.Length)..];
        }
    }

    /// <summary>RTA_VIA is rtvia: the family in two bytes, then the address.</summary>
    private static IpAddress Gateway(ushort type, ReadOnlySpan<byte> payload, out IpFamily family)
    {
        ReadOnlySpan<byte> address = payload;
        if (type == RtnetlinkConstants.RTA_VIA)
        {
            _ = NetlinkBytes.Read<ushort>(payload, "rtvia");
            address = payload[sizeof(ushort)..];
        }

        family = address.Length == 4 ? IpFamily.Ipv4 : IpFamily.Ipv6;
        return Address(address, type == RtnetlinkConstants.RTA_VIA ? "RTA_VIA" : "RTA_GATEWAY");
    }

    private static void ParseMetrics(ReadOnlySpan<byte> metrics, RouteRow row)
    {
        var attributes = new NetlinkAttributes(metrics, "RTA_METRICS");
        while (attributes.Next())
        {
            switch (attributes.Type)
            {
                case RtnetlinkConstants.RTAX_MTU:
                    row.MtuBytes = NetlinkBytes.Read<uint>(attributes.Payload, "RTAX_MTU");
                    break;
                case RtnetlinkConstants.RTAX_WINDOW:
                    row.WindowBytes = NetlinkBytes.Read<uint>(attributes.Payload, "RTAX_WINDOW");
                    break;
                case RtnetlinkConstants.RTAX_RTT:
                    row.InitialRttEighthsOfMilliseconds = NetlinkBytes.Read<uint>(attributes.Payload, "RTAX_RTT");
                    break;
                case RtnetlinkConstants.RTAX_ADVMSS:
                    row.AdvertisedMssBytes = NetlinkBytes.Read<uint>(attributes.Payload, "RTAX_ADVMSS");
                    break;
            }
        }
    }
}
