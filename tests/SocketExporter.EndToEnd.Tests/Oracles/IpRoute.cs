using System.Text.Json;
using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Pages;

namespace SocketExporter.EndToEnd.Tests.Oracles;

/// <summary>What ip prints of routes, neighbours and groups, as the series that say the same.</summary>
internal static class IpRoute
{
    /// <summary>ip -j route show table all, counted; what ip leaves out has its default: table main, protocol boot, kind unicast.</summary>
    public static IReadOnlyDictionary<string, double> Counts(Namespace space)
    {
        var counts = new Dictionary<string, double>();
        foreach ((string family, string flag) in (ReadOnlySpan<(string, string)>)[("ipv4", "-4"), ("ipv6", "-6")])
        {
            foreach (JsonElement route in Rows(space, flag, "-j", "route", "show", "table", "all"))
            {
                string key = Series.KeyOf(
                    "socket_routes",
                    ("family", family),
                    ("table", Text(route, "table") ?? "main"),
                    ("route_protocol", Text(route, "protocol") ?? "boot"),
                    ("kind", Text(route, "type") ?? "unicast"));
                counts[key] = counts.GetValueOrDefault(key) + 1;
            }
        }

        return counts;
    }

    /// <summary>The same, one series a hop, for the collector route-info.</summary>
    public static IReadOnlySet<string> Entries(Namespace space)
    {
        var entries = new HashSet<string>();
        foreach ((string family, string flag, string wildcard, int bits) in (ReadOnlySpan<(string, string, string, int)>)[("ipv4", "-4", "0.0.0.0/0", 32), ("ipv6", "-6", "::/0", 128)])
        {
            foreach (JsonElement route in Rows(space, flag, "-j", "route", "show", "table", "all"))
            {
                string destination = Text(route, "dst")!;
                destination = destination == "default" ? wildcard : destination.Contains('/', StringComparison.Ordinal) ? destination : $"{destination}/{bits}";
                JsonElement[] hops = route.TryGetProperty("nexthops", out JsonElement several) ? [.. several.EnumerateArray()] : [route];
                foreach (JsonElement hop in hops)
                {
                    string? gateway = Text(hop, "gateway") ?? (hop.TryGetProperty("via", out JsonElement via) ? Text(via, "host") : null);
                    entries.Add(Series.KeyOf(
                        "socket_route_info",
                        ("family", family),
                        ("table", Text(route, "table") ?? "main"),
                        ("destination", destination),
                        ("gateway", gateway ?? "<none>"),
                        ("interface", Text(hop, "dev") ?? "<none>"),
                        ("metric", route.TryGetProperty("metric", out JsonElement metric) ? $"{metric.GetInt64()}" : "0"),
                        ("kind", Text(route, "type") ?? "unicast")));
                }
            }
        }

        return entries;
    }

    /// <summary>ip -j neigh show nud all; of IPv4 or IPv6 by how the address is written.</summary>
    public static IReadOnlyDictionary<string, double> Neighbours(Namespace space)
    {
        var counts = new Dictionary<string, double>();
        foreach (JsonElement neighbour in Rows(space, "-j", "neigh", "show", "nud", "all"))
        {
            string family = Text(neighbour, "dst")!.Contains(':', StringComparison.Ordinal) ? "ipv6" : "ipv4";
            foreach (JsonElement state in neighbour.GetProperty("state").EnumerateArray())
            {
                string key = Series.KeyOf("socket_neighbours", ("family", family), ("state", state.GetString()!.ToLowerInvariant()));
                counts[key] = counts.GetValueOrDefault(key) + 1;
            }
        }

        return counts;
    }

    /// <summary>ip maddr: lines "NUMBER:	NAME", below them one a group, those of the link layer left out.</summary>
    public static IReadOnlyDictionary<string, double> Groups(Namespace space)
    {
        var counts = new Dictionary<string, double>();
        string name = "";
        foreach (string line in space.Run("ip", "maddr").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (!char.IsWhiteSpace(line[0]))
            {
                name = words[1];
            }
            else if (words[0] is "inet" or "inet6")
            {
                string key = Series.KeyOf("socket_multicast_groups", ("family", words[0] == "inet" ? "ipv4" : "ipv6"), ("interface", name));
                counts[key] = counts.GetValueOrDefault(key) + 1;
            }
        }

        return counts;
    }

    private static List<JsonElement> Rows(Namespace space, params string[] arguments)
    {
        string output = space.Run("ip", arguments);
        if (output.Length == 0)
        {
            return [];
        }

        using JsonDocument document = JsonDocument.Parse(output);
        return [.. document.RootElement.Clone().EnumerateArray()];
    }

    private static string? Text(JsonElement element, string property)
        => element.TryGetProperty(property, out JsonElement value) ? value.ToString() : null;
}
