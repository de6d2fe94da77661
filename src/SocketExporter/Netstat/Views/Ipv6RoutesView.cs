using System.Globalization;
using System.Text;
using SocketExporter.Kernel.Routes;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Netstat.Views;

/// <summary>
/// -6r: all IPv6 tables, with the addresses of this host and the groups. From /proc/net/ipv6_route, because nothing else says how often a route is referred to, as long as
/// there are no more routes than <see cref="MostFromProc"/>; else from rtnetlink.
/// </summary>
internal sealed class Ipv6RoutesView : INetstatView
{
    /// <summary>The kernel begins at the first route again for each page of that file: 20,000 routes take it 4 s and 100,000 two minutes, these 0.2 s.</summary>
    public const int MostFromProc = 4096;

    internal static ReadOnlySpan<byte> Columns => "Destination                    Next Hop                   Flag Met Ref  Use If\n"u8;

    public bool IsAskedFor(NetstatRequest request) => request.ShowsIpv6Routes;

    public void Show(NetstatContext context)
    {
        NetstatOutput output = context.Output;
        if (context.Request.Cache)
        {
            RouteCache.WriteIpv6Heading(output);
            return;
        }

        if (output.IsJson)
        {
            RouteJson.WriteAll(context, IpFamily.Ipv6);
            return;
        }

        output.Write("Kernel IPv6 routing table\n"u8);
        output.Write(Columns);
        SystemNames? names = context.Request.NumericHosts ? null : context.Names;
        using var routes = new RouteReader(context.Kernel);
        if (Count(routes) <= MostFromProc && ReadProc(context) is { } rows)
        {
            foreach (Ipv6RouteRow row in rows)
            {
                WriteRow(output, in row, names, knowsReferences: true);
            }

            return;
        }

        var interfaces = InterfaceNames.Read(context.Kernel);
        routes.Start(IpFamily.Ipv6);
        while (routes.Next())
        {
            foreach (Ipv6RouteRow row in Ipv6RouteLines.Of(routes.Row, interfaces))
            {
                WriteRow(output, in row, names, knowsReferences: false);
            }
        }

        RouteJson.WarnIfInterrupted(context, routes);
    }

    private static int Count(RouteReader routes)
    {
        int count = 0;
        routes.Start(IpFamily.Ipv6);
        while (routes.Next())
        {
            count++;
        }

        return count;
    }

    private static IReadOnlyList<Ipv6RouteRow>? ReadProc(NetstatContext context)
    {
        using var routes = new Ipv6RouteTextReader(context.Kernel);
        return routes.Read();
    }

    /// <param name="names">Null: addresses as numbers.</param>
    /// <param name="knowsReferences">Else a dash stands for them.</param>
    internal static void WriteRow(NetstatOutput output, in Ipv6RouteRow route, SystemNames? names, bool knowsReferences)
    {
        output.WriteName([.. Address(route.Destination, names), .. Prefix(route.PrefixLength)], 30);
        output.Write(" "u8);
        output.WriteName(Address(route.Gateway, names), 26);
        output.Write(" "u8);
        Span<byte> letters = stackalloc byte[RouteFlagLetters.MaxLetters];
        output.WriteLeft(letters[..RouteFlagLetters.OfIpv6(route.Flags, letters)], 4);
        output.Write(" "u8);
        output.WriteLeft((int)route.Metric, 3);
        output.Write(" "u8);
        if (knowsReferences)
        {
            output.Write(route.References);
        }
        else
        {
            output.Write("-"u8);
        }

        output.Write(" "u8);
        output.WriteRight(route.Used, 6);
        output.Write(" "u8);
        output.WriteName(route.InterfaceName.Span);
        output.EndLine();
    }

    /// <summary>net-tools puts brackets around :: where it looks for names, and there only.</summary>
    private static ReadOnlySpan<byte> Address(IpAddress address, SystemNames? names) => names is null
        ? AddressText.Number(address, IpFamily.Ipv6)
        : address == IpAddress.AnyIpv6 ? "[::]"u8 : AddressText.Name(names, address, IpFamily.Ipv6);

    private static byte[] Prefix(int length) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"/{length}"));
}
