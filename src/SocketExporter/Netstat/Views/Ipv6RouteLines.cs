using SocketExporter.Kernel.Routes;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Netstat.Views;

/// <summary>
/// IPv6 routes of rtnetlink as lines of -6r, one for each next hop. What only /proc/net/ipv6_route knows is missing: how often a route is referred to, and the entry that ends
/// each table ("!n", metric -1).
/// </summary>
internal static class Ipv6RouteLines
{
    private const byte FromRouter = 9;
    private const byte FromKernel = 2;

    public static IEnumerable<Ipv6RouteRow> Of(RouteRow row, InterfaceNames interfaces)
    {
        if (Refuses(row.Kind) || row.NextHops.IsEmpty)
        {
            return [Line(row, IpAddress.AnyIpv6, RouteFlagLetters.Reject | RouteFlagLetters.NoNextHop, "lo"u8.ToArray())];
        }

        uint flags = (row.ExpiresIn is null ? 0 : RouteFlagLetters.Expires)
            | (row.Protocol == FromRouter ? RouteFlagLetters.AddressConfiguration : 0)
            | (row.Protocol == FromRouter && row.PrefixLength == 0 ? RouteFlagLetters.Default : 0)
            | (row.Protocol == FromKernel && row.Kind is RouteKind.Local or RouteKind.Anycast ? RouteFlagLetters.NoNextHop : 0);
        var lines = new List<Ipv6RouteRow>(row.NextHops.Length);
        foreach (RouteNextHop hop in row.NextHops)
        {
            lines.Add(Line(
                row,
                hop.Gateway ?? IpAddress.AnyIpv6,
                flags | (hop.Gateway is null ? 0 : RouteFlagLetters.Gateway),
                interfaces.Of(hop.InterfaceIndex)));
        }

        return lines;
    }

    private static bool Refuses(RouteKind kind) => kind is RouteKind.Blackhole or RouteKind.Unreachable or RouteKind.Prohibit or RouteKind.Throw;

    private static Ipv6RouteRow Line(RouteRow row, IpAddress gateway, uint flags, byte[] interfaceName)
        => new(row.Destination, row.PrefixLength, row.Source, row.SourcePrefixLength, gateway, row.Metric, 0, 0, flags, interfaceName);
}
