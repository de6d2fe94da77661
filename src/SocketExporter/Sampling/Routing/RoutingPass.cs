using System.Runtime.InteropServices;
using SocketExporter.Kernel;
using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Links;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Routes;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling.Routing;

/// <summary>
/// Routes, neighbours and multicast groups. While nothing changes a sample costs one look for events; what is shown is then what was read last. Not for concurrent use,
/// and always on the same thread, as all readers.
/// </summary>
internal sealed class RoutingPass : IDisposable
{
    /// <summary>Routes are read again without an event, should one ever be missing where the kernel changes something in silence.</summary>
    public static readonly TimeSpan RoutesAtLeastEvery = TimeSpan.FromMinutes(1);

    /// <summary>States of neighbours change all the time, and of groups older kernels say nothing: no event would save anything.</summary>
    public static readonly TimeSpan OthersAtLeastEvery = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Attempts at routes of which the kernel loses nothing (ENOBUFS) and which do not change while they are read. Those of the last attempt are counted as they came: a storm of
    /// changes has no end to wait for.
    /// </summary>
    private const int MaxReads = 3;

    private readonly KernelSource _kernel;
    private readonly RouteWatch _watch;
    private readonly RouteReader _routes;
    private readonly NeighbourReader _neighbours;
    private readonly MulticastReader _multicast;
    private readonly RouteTally _tally;
    private readonly ReadPace _routePace = new(RoutesAtLeastEvery);
    private readonly ReadPace _neighbourPace = new(OthersAtLeastEvery);
    private readonly ReadPace _multicastPace = new(OthersAtLeastEvery);
    private readonly DefaultRouteMemory[] _defaults = [new(), new()];
    private readonly List<FamilyRoutes> _families = [];
    private RouteSummary? _lastRoutes;
    private IReadOnlyList<NeighbourCounts>? _lastNeighbours;
    private IReadOnlyList<MulticastGroups>? _lastGroups;
    private bool _routesChanged;
    private bool _interfacesChanged;
    private bool _changedWhileRead;
    private bool _namesMissing;

    /// <param name="wantsEntries">Whether somebody shows single routes.</param>
    public RoutingPass(KernelSource kernel, bool wantsEntries)
    {
        _kernel = kernel;
        _watch = new RouteWatch(kernel);
        _routes = new RouteReader(kernel);
        _neighbours = new NeighbourReader(kernel);
        _multicast = new MulticastReader(kernel);
        _tally = new RouteTally(wantsEntries);
    }

    /// <summary>Hears what has changed. To be called once a sample, before anything here is read.</summary>
    public void Look()
    {
        RouteChanges changes = _watch.Look();
        _routesChanged = changes.Routes;
        _interfacesChanged = changes.Interfaces;
        _defaults[(int)IpFamily.Ipv4].Hear(changes.DefaultIpv4);
        _defaults[(int)IpFamily.Ipv6].Hear(changes.DefaultIpv6);
    }

    /// <param name="now">Time that never steps.</param>
    /// <param name="links">For names; null where they could not be read.</param>
    /// <returns>Null: this kernel has no routes, or a recording does not hold them.</returns>
    /// <exception cref="KernelReadException">They can't be read.</exception>
    public RouteSummary? Routes(TimeSpan now, LinkTable? links)
    {
        // An interface that came after the links were read has no name yet; it has one the next time.
        Refresh(_routePace, now, _routesChanged || _namesMissing, () => _lastRoutes = ReadWhole(links));
        return _lastRoutes is null ? null : _lastRoutes with { Families = [.. _lastRoutes.Families.Select(family => family with { DefaultChanges = _defaults[(int)family.Family].Changes })] };
    }

    /// <returns>One row a family; empty where they are not to be had.</returns>
    /// <exception cref="KernelReadException">They can't be read.</exception>
    public IReadOnlyList<NeighbourCounts> Neighbours(TimeSpan now)
    {
        Refresh(_neighbourPace, now, _interfacesChanged, () => _lastNeighbours = _neighbours.Read());
        return _lastNeighbours ?? [];
    }

    /// <returns>By interface, none of them folded yet.</returns>
    /// <exception cref="KernelReadException">They can't be read.</exception>
    public IReadOnlyList<MulticastGroups> Multicast(TimeSpan now)
    {
        Refresh(_multicastPace, now, _interfacesChanged, () => _lastGroups = ReadGroups());
        return _lastGroups ?? [];
    }

    public void Dispose()
    {
        _watch.Dispose();
        _routes.Dispose();
        _neighbours.Dispose();
        _multicast.Dispose();
    }

    private static void Refresh(ReadPace pace, TimeSpan now, bool changed, Action read)
    {
        if (!pace.IsDue(now, changed))
        {
            return;
        }

        TimeSpan before = ThreadClock.Now();
        pace.Failed();
        read();
        pace.Done(now, ThreadClock.Now() - before);
    }

    private RouteSummary? ReadWhole(LinkTable? links)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                RouteSummary? routes = ReadRoutes(links);
                if (!_changedWhileRead || attempt == MaxReads)
                {
                    return routes;
                }
            }
            catch (KernelReadException e) when (e.IsLostData && attempt < MaxReads)
            {
                // A part was lost; asked for again from the start.
            }
        }
    }

    private RouteSummary? ReadRoutes(LinkTable? links)
    {
        _tally.Clear();
        _families.Clear();
        _changedWhileRead = false;
        _namesMissing = false;
        foreach (IpFamily family in (ReadOnlySpan<IpFamily>)[IpFamily.Ipv4, IpFamily.Ipv6])
        {
            if (Count(family) is { } defaults)
            {
                _families.Add(new FamilyRoutes(family, defaults, 0));
            }
        }

        if (_families.Count == 0)
        {
            return null;
        }

        Dictionary<int, string> names = [];
        foreach (LinkRow link in links?.Rows ?? [])
        {
            names[link.Index] = link.Name;
        }

        return _tally.Complete([.. _families], RouteTableNames.Read(_kernel), NameOf);

        string NameOf(int index)
        {
            if (names.TryGetValue(index, out string? name))
            {
                return name;
            }

            _namesMissing = links is not null;
            return $"if{index}";
        }
    }

    /// <summary>Counts the routes of a family; gives the number of default routes, null where the family is not there.</summary>
    private long? Count(IpFamily family)
    {
        DefaultRouteMemory memory = _defaults[(int)family];
        memory.BeginRead();
        long defaults = 0;
        _routes.Start(family);
        while (_routes.Next())
        {
            _tally.Add(_routes.Row);
            if (_routes.Row.IsDefault)
            {
                defaults += IsUsable(_routes.Row) ? 1 : 0;
                memory.Observe(_routes.Row);
            }
        }

        memory.EndRead(whole: !_routes.WasInterrupted);
        _changedWhileRead |= _routes.WasInterrupted;
        return _routes.IsSupported ? defaults : null;
    }

    private static bool IsUsable(RouteRow route)
    {
        foreach (ref readonly RouteNextHop hop in route.NextHops)
        {
            if (hop.HasLink)
            {
                return true;
            }
        }

        return false;
    }

    private MulticastGroups[] ReadGroups()
    {
        Dictionary<(IpFamily Family, string Interface), long> groups = [];
        foreach (ref readonly MulticastRow row in _multicast.Read())
        {
            (IpFamily, string) key = (row.Family, ReservedLabel.FromName(row.InterfaceName));
            CollectionsMarshal.GetValueRefOrAddDefault(groups, key, out _)++;
        }

        return [.. groups.Select(static group => new MulticastGroups(group.Key.Family, group.Key.Interface, group.Value))];
    }
}
