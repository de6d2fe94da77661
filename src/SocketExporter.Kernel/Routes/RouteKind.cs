namespace SocketExporter.Kernel.Routes;

/// <summary>What happens to a packet that the route matches. Source: linux/rtnetlink.h, RTN_*. A number that is none of these is one of a later kernel.</summary>
public enum RouteKind : byte
{
    Unspecified = 0,

    /// <summary>A gateway or a direct route.</summary>
    Unicast = 1,

    /// <summary>Taken in here.</summary>
    Local = 2,

    /// <summary>Taken in here as broadcast, sent as broadcast.</summary>
    Broadcast = 3,

    /// <summary>Taken in here as broadcast, sent as unicast.</summary>
    Anycast = 4,
    Multicast = 5,

    /// <summary>Dropped in silence.</summary>
    Blackhole = 6,

    /// <summary>Refused with ICMP host unreachable.</summary>
    Unreachable = 7,

    /// <summary>Refused with ICMP administratively prohibited.</summary>
    Prohibit = 8,

    /// <summary>Not in this table: the next rule decides.</summary>
    Throw = 9,
    Nat = 10,
    ExternalResolve = 11,
}
