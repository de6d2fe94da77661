using SocketExporter.Kernel.Routes;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Tests.Sampling.Routing;

/// <summary>Routes as a test needs them.</summary>
internal static class MadeRoute
{
    public const uint Main = 254;
    public const uint Local = 255;

    public static RouteRow Of(uint table, byte protocol = 3, RouteKind kind = RouteKind.Unicast, uint address = 0x0a000000, int length = 8, uint metric = 0, params RouteNextHop[] hops)
    {
        var row = new RouteRow
        {
            Family = IpFamily.Ipv4,
            Kind = kind,
            Table = table,
            Protocol = protocol,
            Destination = new IpAddress(0, IpAddress.AnyIpv4.Low | address),
            PrefixLength = length,
            Metric = metric,
        };
        foreach (RouteNextHop hop in hops)
        {
            row.Add(hop);
        }

        return row;
    }

    public static RouteRow Default(uint metric, params byte[] gateways) => Of(Main, address: 0, length: 0, metric: metric, hops: [.. gateways.Select(gateway => Hop(gateway))]);

    /// <summary>By 10.0.0.N and interface N.</summary>
    public static RouteNextHop Hop(byte gateway) => new(new IpAddress(0, IpAddress.AnyIpv4.Low | 0x0a000000u | gateway), IpFamily.Ipv4, gateway, 1, 0);
}
