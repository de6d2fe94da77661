using System.Globalization;
using SocketExporter.Kernel.Counters;
using SocketExporter.Kernel.Routes;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling.Routing;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Hosts;

/// <summary>What a host has beside sockets, processes and interfaces, for those that are made: each with as many series as its kind of host has.</summary>
internal static class RestOfHost
{
    private static readonly IpFamily[] Families = [IpFamily.Ipv4, IpFamily.Ipv6];

    /// <param name="routeCounts">Series of routes: tables, protocols and kinds of both families.</param>
    /// <param name="defaults">Default routes.</param>
    public static Snapshot With(Snapshot host, int routeCounts, int defaults, int users) => host with
    {
        Routes = Routes(routeCounts, defaults),
        Neighbours = [.. Families.Select(static family => new NeighbourCounts(family, [.. Enum.GetValues<NeighbourState>().Select(static _ => 3L)], new NeighbourLimits(128, 512, 1_024)))],
        MulticastGroups = host.Links is null
            ? []
            : [.. host.Links.Rows.SelectMany(static link => Families.Select(family => new MulticastGroups(family, link.Name, 2)))],
        Conntrack = new ConntrackSample(true, 10_000, 262_144, [.. Enum.GetValues<ConntrackCounter>().Select(static _ => (long?)1)]),
        Limits = new KernelLimits
        {
            SoMaxConn = 4_096,
            TcpMaxSynBacklog = 4_096,
            TcpMaxOrphans = 65_536,
            TcpMaxTimeWaitBuckets = 65_536,
            TcpMemory = new MemoryLimits(1, 2, 3),
            UdpMemory = new MemoryLimits(1, 2, 3),
            FileHandles = 3_000,
            MaxFileHandles = long.MaxValue,
        },
        UserNames = Enumerable.Range(0, users).Concat(Enumerable.Range(1_000, users)).ToDictionary(static uid => (uint)uid, static uid => string.Create(CultureInfo.InvariantCulture, $"user{uid}")),
        NetlinkDrops = [.. ((ReadOnlySpan<string>)["route", "sock_diag", "audit", "kobject_uevent", "generic", "netfilter"]).ToArray().Select(static protocol => new NetlinkDrops(protocol, 0))],
        Softnet = new SoftnetSample([1, 0, 0, 0, 0], 0),
        Processes = [.. host.Processes.Select(static files => files with { FullestRatio = 0.1 })],
    };

    private static RouteSummary Routes(int counts, int defaults) => new()
    {
        Families = [.. Families.Select(family => new FamilyRoutes(family, defaults / Families.Length, 1))],
        Counts = [.. Enumerable.Range(0, counts).Select(static i => new RouteCount(Families[i % 2], $"table{i / 4 % RouteTally.MaxTables}", string.Create(CultureInfo.InvariantCulture, $"protocol{i / 4 / RouteTally.MaxTables}"), i % 4 < 2 ? "unicast" : "local", 3))],
        Defaults = [.. Enumerable.Range(0, defaults).Select(static i => new DefaultRoute(Families[i % 2], $"10.0.0.{i}", "eth0", "100"))],
        Tables = new KeySetSize("route_table", Math.Min(counts / 4, RouteTally.MaxTables), RouteTally.MaxTables, 0),
    };
}
