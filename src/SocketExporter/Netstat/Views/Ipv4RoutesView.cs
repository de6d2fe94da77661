using SocketExporter.Kernel.Routes;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Netstat.Views;

/// <summary>
/// -r: the main IPv4 table, as net-tools has it from /proc/net/route, and at half the cost of that from rtnetlink. Of several next hops the first is shown, and of the
/// other tables nothing: --json has all.
/// </summary>
internal sealed class Ipv4RoutesView : INetstatView
{
    private const uint MainTable = 254;

    /// <summary>The kernel adds the headers of IP and TCP to the segment when it prints it (fib_route_seq_show).</summary>
    private const uint HeaderBytes = 40;

    public bool IsAskedFor(NetstatRequest request) => request.ShowsIpv4Routes;

    public void Show(NetstatContext context)
    {
        NetstatOutput output = context.Output;
        if (context.Request.Cache)
        {
            RouteCache.WriteHeading(output, context.Request.Extended);
            return;
        }

        if (output.IsJson)
        {
            RouteJson.WriteAll(context, IpFamily.Ipv4);
            return;
        }

        WriteHeading(output, context.Request.Extended);
        SystemNames? names = context.Request.NumericHosts ? null : context.Names;
        var interfaces = InterfaceNames.Read(context.Kernel);
        using var routes = new RouteReader(context.Kernel);
        routes.Start(IpFamily.Ipv4);
        while (routes.Next())
        {
            if (routes.Row.Table == MainTable && routes.Row.Kind is not (RouteKind.Broadcast or RouteKind.Multicast))
            {
                WriteRow(output, Line(routes.Row, interfaces), context.Request.Extended, names);
            }
        }

        RouteJson.WarnIfInterrupted(context, routes);
    }

    internal static void WriteHeading(NetstatOutput output, int extended)
    {
        output.Write("Kernel IP routing table\n"u8);
        output.Write(extended switch
        {
            0 => "Destination     Gateway         Genmask         Flags   MSS Window  irtt Iface\n"u8,
            1 => "Destination     Gateway         Genmask         Flags Metric Ref    Use Iface\n"u8,
            _ => "Destination     Gateway         Genmask         Flags Metric Ref    Use Iface    MSS   Window irtt\n"u8,
        });
    }

    /// <param name="names">Null: addresses as numbers.</param>
    internal static void WriteRow(NetstatOutput output, in Ipv4RouteLine route, int extended, SystemNames? names)
    {
        WriteDestination(output, in route, names);
        if (route.Refuses)
        {
            output.WriteLeft("-"u8, 15);
        }
        else
        {
            WriteAddress(output, route.Gateway, route.Gateway == IpAddress.AnyIpv4 ? null : names);
        }

        output.Write(" "u8);
        output.WriteLeft(AddressText.Number(Mask(route.PrefixLength), IpFamily.Ipv4), 15);
        output.Write(" "u8);
        Span<byte> letters = stackalloc byte[RouteFlagLetters.MaxLetters];
        output.WriteLeft(letters[..RouteFlagLetters.OfIpv4(route.Flags, letters)], 5);
        output.Write(" "u8);
        if (extended == 0)
        {
            WriteSegment(output, in route);
        }
        else
        {
            WriteMetric(output, in route, extended);
        }

        output.EndLine();
    }

    internal static Ipv4RouteLine Line(RouteRow row, InterfaceNames interfaces)
    {
        RouteNextHop? hop = row.NextHops.IsEmpty ? null : row.NextHops[0];
        bool refuses = row.Kind is RouteKind.Unreachable or RouteKind.Prohibit;
        uint flags = (hop?.Gateway is null ? 0 : RouteFlagLetters.Gateway)
            | (row.PrefixLength == 32 ? RouteFlagLetters.Host : 0)
            | (refuses ? RouteFlagLetters.Reject : 0);
        return new Ipv4RouteLine
        {
            Destination = row.Destination,
            PrefixLength = row.PrefixLength,
            Gateway = hop is { Gateway: { } gateway, GatewayFamily: IpFamily.Ipv4 } ? gateway : IpAddress.AnyIpv4,
            Flags = flags,
            Metric = (int)row.Metric,
            SegmentBytes = row.AdvertisedMssBytes is { } bytes and > 0 ? bytes + HeaderBytes : 0,
            WindowBytes = row.WindowBytes ?? 0,
            RoundTripMilliseconds = (row.InitialRttEighthsOfMilliseconds ?? 0) / 8,
            Interface = interfaces.Of(hop?.InterfaceIndex ?? 0),
        };
    }

    private static IpAddress Mask(int prefixLength) => AddressText.Ipv4(prefixLength == 0 ? 0 : uint.MaxValue << (32 - prefixLength));

    private static void WriteDestination(NetstatOutput output, in Ipv4RouteLine route, SystemNames? names)
    {
        if (names is not null && route.PrefixLength == 0)
        {
            output.WriteLeft("default"u8, 15);
        }
        else if (names is not null && route.PrefixLength < 32 && names.OfNetwork(route.Destination) is { IsEmpty: false } network)
        {
            output.WriteName(network, 15);
        }
        else
        {
            WriteAddress(output, route.Destination, route.PrefixLength == 32 ? names : null);
        }

        output.Write(" "u8);
    }

    private static void WriteAddress(NetstatOutput output, IpAddress address, SystemNames? names)
    {
        if (names is null)
        {
            output.WriteLeft(AddressText.Number(address, IpFamily.Ipv4), 15);
        }
        else
        {
            output.WriteName(AddressText.Name(names, address, IpFamily.Ipv4), 15);
        }
    }

    private static void WriteSegment(NetstatOutput output, in Ipv4RouteLine route)
    {
        if (route.Refuses)
        {
            output.Write("    - -          - -"u8);
            return;
        }

        output.WriteRight(route.SegmentBytes, 5);
        output.Write(" "u8);
        output.WriteLeft(route.WindowBytes, 5);
        output.Write(" "u8);
        output.WriteRight(route.RoundTripMilliseconds, 6);
        output.Write(" "u8);
        output.WriteName(route.Interface);
    }

    /// <summary>References and uses are 0 since Linux 3.6.</summary>
    private static void WriteMetric(NetstatOutput output, in Ipv4RouteLine route, int extended)
    {
        output.WriteLeft(route.Metric, 6);
        output.Write(" "u8);
        if (route.Refuses)
        {
            output.Write(extended == 1 ? "-        0 -"u8 : "-        0 -        -     -      -"u8);
            return;
        }

        if (extended == 1)
        {
            output.Write("0        0 "u8);
            output.WriteName(route.Interface);
            return;
        }

        output.Write("0        0 "u8);
        output.WriteName(route.Interface.AsSpan(0, Math.Min(route.Interface.Length, 6)), 6);
        output.Write("   "u8);
        output.WriteLeft(route.SegmentBytes, 5);
        output.Write(" "u8);
        output.WriteLeft(route.WindowBytes, 6);
        output.Write(" "u8);
        output.Write(route.RoundTripMilliseconds);
    }
}
