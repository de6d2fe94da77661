using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Kernel.Routes;

/// <summary>
/// A route as the kernel lists it. Null is what the kernel did not say. One instance serves a whole dump: what is to be kept must be copied.
/// Source: net/ipv4/fib_semantics.c, fib_dump_info; net/ipv6/route.c, rt6_fill_node.
/// </summary>
public sealed class RouteRow
{
    private RouteNextHop[] _nextHops = new RouteNextHop[4];
    private int _nextHopCount;

    public IpFamily Family { get; internal set; }

    public RouteKind Kind { get; internal set; }

    /// <summary>254 is main, 255 local; <see cref="RouteTableNames"/> knows names.</summary>
    public uint Table { get; internal set; }

    /// <summary>Who made it: RTPROT_*, see <see cref="RouteNames.Protocol"/>.</summary>
    public byte Protocol { get; internal set; }

    /// <summary>RT_SCOPE_*: 0 global, 253 link, 254 host.</summary>
    public byte Scope { get; internal set; }

    public byte TypeOfService { get; internal set; }

    /// <summary>Its network address; all zeros of a default route.</summary>
    public IpAddress Destination { get; internal set; }

    public int PrefixLength { get; internal set; }

    /// <summary>Of IPv6 routes that depend on the source too; elsewhere all zeros and length 0.</summary>
    public IpAddress Source { get; internal set; }

    public int SourcePrefixLength { get; internal set; }

    /// <summary>RTA_PREFSRC: the address that connections out of here have.</summary>
    public IpAddress? PreferredSource { get; internal set; }

    /// <summary>RTA_PRIORITY, the smallest wins; 0 where the kernel names none.</summary>
    public uint Metric { get; internal set; }

    /// <summary>rtm_flags: RTM_F_* and, of a route with one hop, RTNH_F_*.</summary>
    public uint Flags { get; internal set; }

    /// <summary>RTA_NH_ID: the nexthop object that the route uses (since Linux 5.3); 0 is none.</summary>
    public uint NextHopId { get; internal set; }

    /// <summary>RTAX_MTU.</summary>
    public uint? MtuBytes { get; internal set; }

    /// <summary>RTAX_ADVMSS: the largest segment that peers are told.</summary>
    public uint? AdvertisedMssBytes { get; internal set; }

    /// <summary>RTAX_WINDOW: the largest window that peers are told.</summary>
    public uint? WindowBytes { get; internal set; }

    /// <summary>RTAX_RTT as it was set: eighths of a millisecond. netstat's irtt is an eighth of it.</summary>
    public uint? InitialRttEighthsOfMilliseconds { get; internal set; }

    /// <summary>Until the route goes away by itself, as those from router advertisements do; null: never.</summary>
    public TimeSpan? ExpiresIn { get; internal set; }

    /// <summary>The ways out; several of a multipath route, none of a route that only refuses.</summary>
    public ReadOnlySpan<RouteNextHop> NextHops => _nextHops.AsSpan(0, _nextHopCount);

    /// <summary>
    /// A way to everywhere that ordinary look-ups find: unicast, in table main or default. Default routes of other tables serve those whom a rule sends there.
    /// </summary>
    public bool IsDefault => PrefixLength == 0 && SourcePrefixLength == 0 && Kind == RouteKind.Unicast
        && Table is RtnetlinkConstants.RT_TABLE_MAIN or RtnetlinkConstants.RT_TABLE_DEFAULT;

    /// <summary>No route of a table, but what was learnt about one destination: a path MTU, a redirect. ip route leaves them out.</summary>
    internal bool IsCloned => (Flags & RtnetlinkConstants.RTM_F_CLONED) != 0;

    internal void Clear()
    {
        _nextHopCount = 0;
        Source = default;
        PreferredSource = null;
        Metric = 0;
        NextHopId = 0;
        MtuBytes = AdvertisedMssBytes = WindowBytes = InitialRttEighthsOfMilliseconds = null;
        ExpiresIn = null;
    }

    internal void Add(in RouteNextHop hop)
    {
        if (_nextHopCount == _nextHops.Length)
        {
            Array.Resize(ref _nextHops, _nextHopCount * 2);
        }

        _nextHops[_nextHopCount++] = hop;
    }
}
