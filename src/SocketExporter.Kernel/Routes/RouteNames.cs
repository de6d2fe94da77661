using System.Globalization;

namespace SocketExporter.Kernel.Routes;

/// <summary>Kinds and protocols of routes as iproute2 spells them.</summary>
public static class RouteNames
{
    /// <summary>"unicast", "blackhole" …; the number of one that is not known here.</summary>
    public static string Kind(RouteKind kind) => kind switch
    {
        RouteKind.Unspecified => "unspec",
        RouteKind.Unicast => "unicast",
        RouteKind.Local => "local",
        RouteKind.Broadcast => "broadcast",
        RouteKind.Anycast => "anycast",
        RouteKind.Multicast => "multicast",
        RouteKind.Blackhole => "blackhole",
        RouteKind.Unreachable => "unreachable",
        RouteKind.Prohibit => "prohibit",
        RouteKind.Throw => "throw",
        RouteKind.Nat => "nat",
        RouteKind.ExternalResolve => "xresolve",
        _ => ((byte)kind).ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>"kernel", "dhcp", "bgp" …; the number of one that is not known here. Source: linux/rtnetlink.h, RTPROT_*.</summary>
    public static string Protocol(byte protocol) => protocol switch
    {
        0 => "unspec",
        1 => "redirect",
        2 => "kernel",
        3 => "boot",
        4 => "static",
        8 => "gated",
        9 => "ra",
        10 => "mrt",
        11 => "zebra",
        12 => "bird",
        13 => "dnrouted",
        14 => "xorp",
        15 => "ntk",
        16 => "dhcp",
        17 => "mrouted",
        18 => "keepalived",
        42 => "babel",
        84 => "ovn",
        99 => "openr",
        186 => "bgp",
        187 => "isis",
        188 => "ospf",
        189 => "rip",
        192 => "eigrp",
        _ => protocol.ToString(CultureInfo.InvariantCulture),
    };
}
