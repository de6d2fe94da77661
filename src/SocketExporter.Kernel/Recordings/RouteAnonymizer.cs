using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Kernel.Recordings;

/// <summary>
/// Routes and nexthop objects as they may leave the host. The address of a prefix is replaced like any other: equal ones stay equal, and two prefixes stay two; its length stays.
/// </summary>
internal sealed class RouteAnonymizer
{
    private readonly AddressPseudonyms _addresses;

    public RouteAnonymizer(AddressPseudonyms addresses)
    {
        _addresses = addresses;
    }

    /// <summary>Appends what remains of the body of RTM_NEWROUTE.</summary>
    /// <exception cref="KernelReadException">It is not what it should be.</exception>
    public void AppendRoute(ReadOnlySpan<byte> body, List<byte> output)
    {
        _ = NetlinkBytes.View<rtmsg>(body, "rtmsg");
        output.AddRange(body[..Unsafe.SizeOf<rtmsg>()]);
        var attributes = new NetlinkAttributes(body[Unsafe.SizeOf<rtmsg>()..], "rtmsg");
        while (attributes.Next())
        {
            ReadOnlySpan<byte> payload = attributes.Payload;
            switch (attributes.Type)
            {
                case RtnetlinkConstants.RTA_IIF or RtnetlinkConstants.RTA_OIF or RtnetlinkConstants.RTA_PRIORITY or RtnetlinkConstants.RTA_CACHEINFO
                    or RtnetlinkConstants.RTA_TABLE or RtnetlinkConstants.RTA_PREF or RtnetlinkConstants.RTA_EXPIRES or RtnetlinkConstants.RTA_NH_ID:
                    MessageAnonymizer.AppendAttribute(attributes.Type, payload, output);
                    break;
                case RtnetlinkConstants.RTA_METRICS:
                    AppendMetrics(payload, output);
                    break;
                case RtnetlinkConstants.RTA_MULTIPATH:
                    AppendHops(payload, output);
                    break;
                default:
                    AppendAddress(attributes.Type, payload, output);
                    break;
            }
        }
    }

    /// <summary>Appends what remains of the body of RTM_NEWNEXTHOP.</summary>
    /// <exception cref="KernelReadException">It is not what it should be.</exception>
    public void AppendNextHop(ReadOnlySpan<byte> body, List<byte> output)
    {
        _ = NetlinkBytes.View<nhmsg>(body, "nhmsg");
        output.AddRange(body[..Unsafe.SizeOf<nhmsg>()]);
        var attributes = new NetlinkAttributes(body[Unsafe.SizeOf<nhmsg>()..], "nhmsg");
        while (attributes.Next())
        {
            switch (attributes.Type)
            {
                case NexthopConstants.NHA_ID or NexthopConstants.NHA_GROUP or NexthopConstants.NHA_OIF:
                    MessageAnonymizer.AppendAttribute(attributes.Type, attributes.Payload, output);
                    break;
                case NexthopConstants.NHA_GATEWAY when attributes.Payload.Length is 4 or 16:
                    byte[] gateway = attributes.Payload.ToArray();
                    _addresses.Replace(gateway);
                    MessageAnonymizer.AppendAttribute(attributes.Type, gateway, output);
                    break;
            }
        }
    }

    /// <summary>What carries an address and nothing else, if its address can be found; all else is left out.</summary>
    private void AppendAddress(ushort type, ReadOnlySpan<byte> payload, List<byte> output)
    {
        int start = type switch
        {
            RtnetlinkConstants.RTA_DST or RtnetlinkConstants.RTA_SRC or RtnetlinkConstants.RTA_GATEWAY or RtnetlinkConstants.RTA_PREFSRC => 0,
            RtnetlinkConstants.RTA_VIA => sizeof(ushort),
            _ => int.MaxValue,
        };
        if (start <= payload.Length && payload.Length - start is 4 or 16)
        {
            byte[] copy = payload.ToArray();
            _addresses.Replace(copy.AsSpan(start));
            MessageAnonymizer.AppendAttribute(type, copy, output);
        }
    }

    /// <summary>Numbers alone; the name of a congestion control stays here.</summary>
    private static void AppendMetrics(ReadOnlySpan<byte> metrics, List<byte> output)
    {
        List<byte> kept = [];
        var attributes = new NetlinkAttributes(metrics, "RTA_METRICS");
        while (attributes.Next())
        {
            if (attributes.Type is RtnetlinkConstants.RTAX_MTU or RtnetlinkConstants.RTAX_WINDOW or RtnetlinkConstants.RTAX_RTT or RtnetlinkConstants.RTAX_ADVMSS)
            {
                MessageAnonymizer.AppendAttribute(attributes.Type, attributes.Payload, kept);
            }
        }

        MessageAnonymizer.AppendAttribute(RtnetlinkConstants.RTA_METRICS, CollectionsMarshal.AsSpan(kept), output);
    }

    private void AppendHops(ReadOnlySpan<byte> hops, List<byte> output)
    {
        List<byte> kept = [];
        while (hops.Length > 0)
        {
            rtnexthop hop = NetlinkBytes.Read<rtnexthop>(hops, "rtnexthop");
            if (hop.rtnh_len < Unsafe.SizeOf<rtnexthop>() || hop.rtnh_len > hops.Length)
            {
                throw new KernelReadException($"rtnexthop: length {hop.rtnh_len}, expected {Unsafe.SizeOf<rtnexthop>()} to {hops.Length}");
            }

            List<byte> inner = [];
            var attributes = new NetlinkAttributes(hops[Unsafe.SizeOf<rtnexthop>()..hop.rtnh_len], "rtnexthop");
            while (attributes.Next())
            {
                AppendAddress(attributes.Type, attributes.Payload, inner);
            }

            hops = hops[Math.Min((hop.rtnh_len + 3) & ~3, hops.Length)..];
            hop.rtnh_len = (ushort)(Unsafe.SizeOf<rtnexthop>() + inner.Count);
            kept.AddRange(MemoryMarshal.AsBytes(new ReadOnlySpan<rtnexthop>(in hop)));
            kept.AddRange(inner);
        }

        MessageAnonymizer.AppendAttribute(RtnetlinkConstants.RTA_MULTIPATH, CollectionsMarshal.AsSpan(kept), output);
    }
}
