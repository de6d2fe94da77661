using System.Text.Json;
using SocketExporter.Kernel.Routes;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Netstat.Views;

/// <summary>Routes as objects: of all tables, with their kinds and all their next hops, which the columns of net-tools have no room for.</summary>
internal static class RouteJson
{
    public static void WriteAll(NetstatContext context, IpFamily family)
    {
        var interfaces = InterfaceNames.Read(context.Kernel);
        var tables = RouteTableNames.Read(context.Kernel);
        using var routes = new RouteReader(context.Kernel);
        routes.Start(family);
        while (routes.Next())
        {
            Write(context.Output, routes.Row, interfaces, tables);
        }

        WarnIfInterrupted(context, routes);
    }

    public static void WarnIfInterrupted(NetstatContext context, RouteReader routes)
    {
        if (routes.WasInterrupted)
        {
            context.Output.Flush();
            context.Error.WriteLine("socket-exporter: routes changed while they were read: some may be missing or printed twice");
        }
    }

    internal static void Write(NetstatOutput output, RouteRow row, InterfaceNames interfaces, RouteTableNames tables)
    {
        Utf8JsonWriter json = output.BeginRow();
        json.WriteString("family"u8, row.Family == IpFamily.Ipv4 ? "ipv4"u8 : "ipv6"u8);
        json.WriteString("table"u8, tables.NameOf(row.Table));
        json.WriteString("kind"u8, RouteNames.Kind(row.Kind));
        json.WriteString("route_protocol"u8, RouteNames.Protocol(row.Protocol));
        json.WriteString("destination"u8, AddressText.Number(row.Destination, row.Family));
        json.WriteNumber("prefix_length"u8, row.PrefixLength);
        json.WriteNumber("metric"u8, row.Metric);
        if (row.SourcePrefixLength > 0)
        {
            json.WriteString("source"u8, AddressText.Number(row.Source, row.Family));
            json.WriteNumber("source_prefix_length"u8, row.SourcePrefixLength);
        }

        if (row.PreferredSource is { } preferred)
        {
            json.WriteString("preferred_source"u8, AddressText.Number(preferred, row.Family));
        }

        WriteIfKnown(json, "mtu_bytes"u8, row.MtuBytes);
        WriteIfKnown(json, "advertised_mss_bytes"u8, row.AdvertisedMssBytes);
        WriteIfKnown(json, "window_bytes"u8, row.WindowBytes);
        WriteIfKnown(json, "initial_rtt_milliseconds"u8, row.InitialRttEighthsOfMilliseconds / 8);
        if (row.ExpiresIn is { } time)
        {
            json.WriteNumber("expires_in_seconds"u8, time.TotalSeconds);
        }

        json.WriteStartArray("next_hops"u8);
        foreach (RouteNextHop hop in row.NextHops)
        {
            WriteHop(json, in hop, interfaces);
        }

        json.WriteEndArray();
        output.EndRow();
    }

    private static void WriteHop(Utf8JsonWriter json, in RouteNextHop hop, InterfaceNames interfaces)
    {
        json.WriteStartObject();
        if (hop.Gateway is { } gateway)
        {
            json.WriteString("gateway"u8, AddressText.Number(gateway, hop.GatewayFamily));
        }

        if (hop.InterfaceIndex != 0)
        {
            json.WriteString("interface"u8, SafeText.Valid(interfaces.Of(hop.InterfaceIndex)));
        }

        json.WriteNumber("weight"u8, hop.Weight);
        json.WriteEndObject();
    }

    private static void WriteIfKnown(Utf8JsonWriter json, ReadOnlySpan<byte> name, uint? value)
    {
        if (value is { } known)
        {
            json.WriteNumber(name, known);
        }
    }
}
