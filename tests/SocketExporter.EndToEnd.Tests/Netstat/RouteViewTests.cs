using System.Globalization;
using System.Text.Json;
using SocketExporter.EndToEnd.Tests.Live;

namespace SocketExporter.EndToEnd.Tests.Netstat;

/// <summary>-r beside net-tools, on routes of every kind that stand still.</summary>
public sealed class RouteViewTests
{
    [LiveTheory("netstat")]
    [InlineData("-rn")]
    [InlineData("-rne")]
    [InlineData("-rnee")]
    [InlineData("-4rn")]
    [InlineData("-r --inet -n")]
    public void IPv4_routes_of_every_kind_are_printed_as_net_tools_prints_them(string flags)
    {
        using var space = new Namespace();
        Populate(space);
        Same.Nothing(BothNetstats.Differences(space, flags, atLeast: 320));
    }

    [LiveTheory("netstat")]
    [InlineData("-6rn")]
    [InlineData("-rn6")]
    [InlineData("-6rne")]
    public void IPv6_routes_of_every_kind_are_printed_as_net_tools_prints_them(string flags)
    {
        using var space = new Namespace();
        Populate(space);
        Same.Nothing(BothNetstats.Differences(space, flags, atLeast: 320));
    }

    [LiveTheory("netstat")]
    [InlineData("-rn46")]
    [InlineData("-rCn46")]
    [InlineData("-6r")]
    public void Both_families_the_cache_and_names_are_printed_as_net_tools_prints_them(string flags)
    {
        using var space = new Namespace();
        Link(space);
        Same.Nothing(BothNetstats.Differences(space, flags, atLeast: 5));
    }

    [LiveFact("netstat")]
    public void Of_many_IPv6_routes_all_is_as_net_tools_prints_it_but_references_and_the_ends_of_tables()
    {
        using var space = new Namespace();
        Populate(space);
        IpBatch.RunIpv6(space, Enumerable.Range(0, 4000).Select(static i => string.Create(CultureInfo.InvariantCulture, $"route add fd30:{i:x}::/64 via fd00:1::2")));
        Same.Nothing(BothNetstats.Differences(space, "-6rn", atLeast: 4000, WithoutReferences));

        static string? WithoutReferences(string line)
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return words.Length != 7 ? line : words[2] == "!n" && words[3] == "-1" ? null : string.Join(' ', [.. words[..4], .. words[5..]]);
        }
    }

    [LiveFact]
    public void A_mapped_prefix_is_shown_as_IPv6_where_net_tools_shows_an_IPv4_address()
    {
        using var space = new Namespace();
        Link(space);
        IpBatch.RunIpv6(space, ["route add ::ffff:10.0.0.0/104 dev dum0"]);
        Assert.Contains("\n::ffff:10.0.0.0/104            ::                         U    1024 1      0 dum0\n", space.Run(ExporterProcess.Binary, "netstat", "-6rn"), StringComparison.Ordinal);
    }

    [LiveFact("netstat")]
    public void Names_of_hosts_and_the_word_default_are_those_of_net_tools()
    {
        using var space = new Namespace();
        Link(space);
        IpBatch.Run(space, ["route add default via 10.1.0.254", "route add 127.0.0.1/32 dev dum0 table main", "route add 127.0.0.0/8 dev dum0", "route add 10.2.0.0/16 via 10.1.0.2"]);
        Same.Nothing(BothNetstats.Differences(space, "-r", atLeast: 6));
    }

    [LiveFact]
    public void An_IPv6_gateway_of_an_IPv4_route_is_told_by_its_flag_and_named_in_json()
    {
        using var space = new Namespace();
        Link(space);
        IpBatch.Run(space, ["route add 10.13.0.0/16 via inet6 fd00:1::2 dev dum0"]);
        Assert.Contains("10.13.0.0       0.0.0.0         255.255.0.0     UG        0 0          0 dum0\n", space.Run(ExporterProcess.Binary, "netstat", "-rn"), StringComparison.Ordinal);
        using JsonDocument routes = Json(space, "-rn");
        JsonElement route = Assert.Single(routes.RootElement.EnumerateArray(), row => row.GetProperty("destination").GetString() == "10.13.0.0");
        Assert.Equal("fd00:1::2", Assert.Single(route.GetProperty("next_hops").EnumerateArray()).GetProperty("gateway").GetString());
    }

    [LiveTheory]
    [InlineData("-4", "-4rn")]
    [InlineData("-6", "-6rn")]
    public void With_json_the_routes_are_those_of_ip_in_all_tables_with_all_next_hops(string family, string flags)
    {
        using var space = new Namespace();
        Populate(space);
        using JsonDocument ours = Json(space, flags);
        using JsonDocument theirs = JsonDocument.Parse(space.Run("ip", "-j", family, "route", "show", "table", "all"));
        Assert.Equal(
            theirs.RootElement.EnumerateArray().Select(OfIp).Order(StringComparer.Ordinal),
            ours.RootElement.EnumerateArray().Select(OfOurs).Order(StringComparer.Ordinal));
    }

    /// <summary>Table, kind, destination, metric and the number of next hops, as text.</summary>
    private static string OfIp(JsonElement route)
    {
        string destination = route.GetProperty("dst").GetString()!;
        string table = route.TryGetProperty("table", out JsonElement named) ? named.GetString()! : "main";
        string kind = route.TryGetProperty("type", out JsonElement type) ? type.GetString()! : "unicast";
        uint metric = route.TryGetProperty("metric", out JsonElement number) ? number.GetUInt32() : 0;
        int hops = route.TryGetProperty("nexthops", out JsonElement several) ? several.GetArrayLength() : 1;
        return string.Create(CultureInfo.InvariantCulture, $"{table} {kind} {destination} {metric} {HopsOf(kind, hops)}");
    }

    private static string OfOurs(JsonElement route)
    {
        int length = route.GetProperty("prefix_length").GetInt32();
        string address = route.GetProperty("destination").GetString()!;
        int bits = route.GetProperty("family").GetString() == "ipv4" ? 32 : 128;
        string destination = length == 0 ? "default" : length == bits ? address : string.Create(CultureInfo.InvariantCulture, $"{address}/{length}");
        string kind = route.GetProperty("kind").GetString()!;
        int hops = HopsOf(kind, route.GetProperty("next_hops").GetArrayLength());
        return string.Create(CultureInfo.InvariantCulture, $"{route.GetProperty("table").GetString()} {kind} {destination} {route.GetProperty("metric").GetUInt32()} {hops}");
    }

    /// <summary>The kernel names lo as the way of an IPv6 route that refuses, and nothing for one of IPv4.</summary>
    private static int HopsOf(string kind, int hops) => kind is "blackhole" or "unreachable" or "prohibit" or "throw" ? 0 : hops;

    private static JsonDocument Json(Namespace space, string flags) => JsonDocument.Parse(space.Run(ExporterProcess.Binary, "netstat", flags, "--json"));

    private static void Link(Namespace space)
    {
        IpBatch.Pair(space, "dum0", "dum1");
        IpBatch.Run(space, ["address add 10.1.0.1/24 dev dum0"]);
        IpBatch.RunIpv6(space, ["address add fd00:1::1/64 dev dum0 nodad"]);
    }

    private static void Populate(Namespace space)
    {
        Link(space);
        IpBatch.Pair(space, "a-long-name-012", "b-long-name-012");
        IpBatch.Run(space, ["nexthop add id 10 via 10.1.0.30 dev dum0", .. Ipv4()]);
        IpBatch.RunIpv6(space, ["nexthop add id 11 via fd00:1::30 dev dum0", .. Ipv6()]);
    }

    private static IEnumerable<string> Ipv4() =>
    [
        "route add default via 10.1.0.254",
        "route add default via 10.1.0.253 metric 100",
        "route add default dev dum0 metric 900",
        "route add 10.2.0.0/16 via 10.1.0.2",
        "route add 10.3.0.0/16 nexthop via 10.1.0.3 weight 2 nexthop via 10.1.0.4 nexthop dev a-long-name-012",
        "route add blackhole 10.4.0.0/16",
        "route add unreachable 10.5.0.0/16",
        "route add prohibit 10.6.0.0/16 metric 7",
        "route add throw 10.7.0.0/16",
        "route add unreachable 10.7.1.1",
        "route add local 10.8.8.8 dev lo table main",
        "route add multicast 239.0.0.0/8 dev dum0 table main",
        "route add broadcast 10.8.8.255 dev dum0 table main",
        "route add 10.9.9.9/32 via 10.1.0.9",
        "route add 10.10.0.0/16 via 10.1.0.10 mtu 1400 advmss 1360 window 5000 rtt 300ms",
        "route add 10.11.0.0/16 dev a-long-name-012 metric 4294967295",
        "route add 10.12.0.0/16 dev dum0 metric 77 table 100",
        "route add default via 10.1.0.99 table 200",
        "route add 10.14.0.0/16 tos 0x10 via 10.1.0.14",
        "route add 10.14.0.0/16 via 10.1.0.15",
        "route add 10.15.0.0/16 nhid 10",
        "route add 10.16.0.0/16 via 192.0.2.1 dev a-long-name-012 onlink",
        "route add 10.17.128.0/17 dev dum0 src 10.1.0.1 scope link",
        .. Enumerable.Range(0, 300).Select(static i => string.Create(CultureInfo.InvariantCulture, $"route add 10.{100 + (i / 250)}.{i % 250}.0/24 via 10.1.0.{2 + (i % 200)} metric {i}")),
    ];

    private static IEnumerable<string> Ipv6() =>
    [
        "route add default via fd00:1::ff",
        "route add default via fd00:1::fe metric 2000",
        "route add default dev a-long-name-012 metric 3000",
        "route add fd02::/64 via fd00:1::2",
        "route add fd03::/64 nexthop via fd00:1::3 weight 2 nexthop via fd00:1::4",
        "route add blackhole fd04::/64",
        "route add unreachable fd05::/64",
        "route add prohibit fd06::/64 metric 7",
        "route add throw fd07::/64",
        "route add local fd08::8 dev lo table main",
        "route add fd09::9/128 via fd00:1::9",
        "route add fd10::/64 via fd00:1::10 mtu 1400 advmss 1360 window 5000 rtt 300ms",
        "route add fd11::/64 dev a-long-name-012 metric 4294967295",
        "route add fd12::/64 dev dum0 metric 77 table 100",
        "route add default via fd00:1::99 table 200",
        "route add fd13::/64 dev dum0 expires 3600",
        "route add fd15::/64 nhid 11",
        .. Enumerable.Range(0, 300).Select(static i => string.Create(CultureInfo.InvariantCulture, $"route add fd20:{i:x}:abcd:ef01::/64 via fd00:1::{2 + (i % 200):x} metric {1 + i}")),
    ];
}
