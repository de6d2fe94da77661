using System.Globalization;
using System.Runtime.InteropServices;
using SocketExporter.Kernel.Routes;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling.Routing;

/// <summary>Counts routes while they are read; keeps of single ones only the default routes and, where they are wanted, a limited number. Nothing is allocated per route.</summary>
internal sealed class RouteTally
{
    /// <summary>Routing tables shown by name: more than a host with some VRFs has. The rest, the smallest, is <c>&lt;other&gt;</c>.</summary>
    public const int MaxTables = 16;

    /// <summary>Combinations of table, protocol and kind. Past it what is new joins in <c>&lt;other&gt;</c> of its family.</summary>
    public const int MaxCells = 4_096;

    /// <summary>Series of socket_routes. Past it the smallest join in one series of each family in which all labels say <c>&lt;other&gt;</c>.</summary>
    public const int MaxCounts = 200;

    /// <summary>Hops of default routes shown by name.</summary>
    public const int MaxDefaults = 64;

    /// <summary>Hops of routes that the collector route-info shows: what somebody can still read.</summary>
    public const int MaxEntries = 1_000;

    private const uint Main = 254;
    private const uint Local = 255;

    private readonly Dictionary<Cell, long> _cells = [];
    private readonly List<(IpFamily Family, RouteNextHop Hop, uint Metric)> _defaults = [];
    private readonly PriorityQueue<Candidate, (long Rank, long Order)> _entries = new(Comparer<(long Rank, long Order)>.Create(static (left, right) => right.CompareTo(left)));
    private readonly bool _wantsEntries;
    private long _hops;

    /// <param name="wantsEntries">Whether somebody shows single routes.</param>
    public RouteTally(bool wantsEntries)
    {
        _wantsEntries = wantsEntries;
    }

    public void Clear()
    {
        _cells.Clear();
        _defaults.Clear();
        _entries.Clear();
        _hops = 0;
    }

    public void Add(RouteRow route)
    {
        var cell = new Cell(route.Family, route.Table, route.Protocol, route.Kind);
        if (_cells.Count >= MaxCells && !_cells.ContainsKey(cell))
        {
            cell = Cell.Other(route.Family);
        }

        CollectionsMarshal.GetValueRefOrAddDefault(_cells, cell, out _)++;
        if (route.IsDefault)
        {
            foreach (ref readonly RouteNextHop hop in route.NextHops)
            {
                if (_defaults.Count < MaxDefaults)
                {
                    _defaults.Add((route.Family, hop, route.Metric));
                }
            }
        }

        if (_wantsEntries)
        {
            AddEntries(route);
        }
    }

    /// <param name="families">Those that were read, with what is counted of each.</param>
    /// <param name="nameOf">Name of the interface of an index.</param>
    public RouteSummary Complete(IReadOnlyList<FamilyRoutes> families, RouteTableNames tables, Func<int, string> nameOf)
    {
        HashSet<uint> shown = [.. _cells.Keys.Where(static cell => !cell.IsOther).Select(static cell => cell.Table).Distinct()];
        int found = shown.Count;
        if (found > MaxTables)
        {
            Dictionary<uint, long> sizes = [];
            foreach ((Cell cell, long routes) in _cells)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(sizes, cell.Table, out _) += cell.IsOther ? 0 : routes;
            }

            // main and local are what everybody asks for; between equals the smaller number.
            shown = [.. shown.OrderBy(static table => table is Main or Local ? 0 : 1).ThenByDescending(table => sizes[table]).ThenBy(static table => table).Take(MaxTables)];
        }

        List<DefaultRoute> defaults = [.. _defaults.Select(one => new DefaultRoute(one.Family, Gateway(one.Hop), Interface(one.Hop), Number(one.Metric))).Distinct()];
        List<RouteEntry> entries = [.. _entries.UnorderedItems.OrderBy(static item => item.Priority).Select(item => Entry(item.Element)).Distinct()];
        return new RouteSummary
        {
            Families = families,
            Counts = Counts(shown, tables),
            Defaults = defaults,
            Entries = _wantsEntries ? entries : null,
            EntriesCut = _hops - _entries.Count,
            Tables = new KeySetSize("route_table", shown.Count, MaxTables, found - shown.Count),
        };

        RouteEntry Entry(in Candidate route) => new(
            route.Family,
            tables.NameOf(route.Table),
            $"{Text(route.Destination, route.Family)}/{route.PrefixLength}",
            Gateway(route.Hop),
            Interface(route.Hop),
            Number(route.Metric),
            RouteNames.Kind(route.Kind));

        string Interface(in RouteNextHop hop) => hop.InterfaceIndex == 0 ? ReservedLabel.None : ReservedLabel.FromName(nameOf(hop.InterfaceIndex));
    }

    private static string Gateway(in RouteNextHop hop) => hop.Gateway is { } gateway ? Text(gateway, hop.GatewayFamily) : ReservedLabel.None;

    /// <summary>As ip route spells it: without brackets.</summary>
    private static string Text(IpAddress address, IpFamily family) => address.ToString(family).Trim('[', ']');

    private static string Number(uint number) => number.ToString(CultureInfo.InvariantCulture);

    private List<RouteCount> Counts(HashSet<uint> shown, RouteTableNames tables)
    {
        Dictionary<RouteCount, long> sums = [];
        foreach ((Cell cell, long routes) in _cells)
        {
            RouteCount key = cell.IsOther
                ? new RouteCount(cell.Family, ReservedLabel.Other, ReservedLabel.Other, ReservedLabel.Other, 0)
                : new RouteCount(cell.Family, shown.Contains(cell.Table) ? ReservedLabel.FromName(tables.NameOf(cell.Table)) : ReservedLabel.Other, RouteNames.Protocol(cell.Protocol), RouteNames.Kind(cell.Kind), 0);
            CollectionsMarshal.GetValueRefOrAddDefault(sums, key, out _) += routes;
        }

        List<RouteCount> counts = [.. sums.Select(static sum => sum.Key with { Routes = sum.Value }).OrderByDescending(static count => count.Routes).ThenBy(static count => (count.Family, count.Table, count.Protocol, count.Kind))];
        if (counts.Count > MaxCounts)
        {
            // Two families, and one series of each for the rest.
            int kept = MaxCounts - 2;
            IEnumerable<RouteCount> rest = counts.Skip(kept).GroupBy(static count => count.Family).Select(static group => new RouteCount(group.Key, ReservedLabel.Other, ReservedLabel.Other, ReservedLabel.Other, group.Sum(static count => count.Routes)));
            counts = [.. counts.Take(kept).Concat(rest).GroupBy(static count => count with { Routes = 0 }).Select(static group => group.Key with { Routes = group.Sum(static count => count.Routes) })];
        }

        return [.. counts.OrderBy(static count => (count.Family, count.Table, count.Protocol, count.Kind))];
    }

    private void AddEntries(RouteRow route)
    {
        // Default routes, then what was configured, the widest first, then what the kernel makes for each address.
        long rank = route.IsDefault ? 0 : ((route.Table == Local ? 2L : 1L) << 8) + route.PrefixLength;
        ReadOnlySpan<RouteNextHop> hops = route.NextHops;
        for (int i = 0; i < Math.Max(1, hops.Length); i++)
        {
            (long Rank, long Order) priority = (rank, _hops++);
            RouteNextHop hop = i < hops.Length ? hops[i] : default;
            var candidate = new Candidate(route.Family, route.Table, route.Destination, route.PrefixLength, hop, route.Metric, route.Kind);
            if (_entries.Count < MaxEntries)
            {
                _entries.Enqueue(candidate, priority);
            }
            else
            {
                _entries.EnqueueDequeue(candidate, priority); // the least telling goes
            }
        }
    }

    private readonly record struct Cell(IpFamily Family, uint Table, byte Protocol, RouteKind Kind)
    {
        // No table has the number 0 (RT_TABLE_UNSPEC).
        public bool IsOther => Table == 0;

        public static Cell Other(IpFamily family) => new(family, 0, 0, RouteKind.Unspecified);
    }

    private readonly record struct Candidate(IpFamily Family, uint Table, IpAddress Destination, int PrefixLength, RouteNextHop Hop, uint Metric, RouteKind Kind);
}
