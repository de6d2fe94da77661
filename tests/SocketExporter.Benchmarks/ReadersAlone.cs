using SocketExporter.Kernel.Links;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Routes;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling.Routing;

namespace SocketExporter.Benchmarks;

/// <summary>The readers of what a host can have by the hundred thousand, each alone and without anything made of what it reads.</summary>
internal sealed class ReadersAlone : IDisposable
{
    private readonly LiveKernel _kernel = new("/proc");
    private readonly LinkReader _links;
    private readonly LinkReader _linksWithoutEvents;
    private readonly RouteReader _routes;
    private readonly NeighbourReader _neighbours;
    private readonly MulticastReader _multicast;
    private readonly RoutingPass _routing;
    private readonly RouteTally _tally = new(wantsEntries: true);
    private readonly UnixSocketReader _unix;
    private readonly UdpSocketReader _udp;

    public ReadersAlone()
    {
        _links = new LinkReader(_kernel);

        // Reads all every time, as after a change. Speeds are asked for as seldom as in a daemon.
        _linksWithoutEvents = new LinkReader(_kernel.OpenNetlink(Kernel.Abi.NetlinkConstants.NETLINK_ROUTE, "rtnetlink"), static _ => null);
        _routes = new RouteReader(_kernel);
        _neighbours = new NeighbourReader(_kernel);
        _multicast = new MulticastReader(_kernel);
        _routing = new RoutingPass(_kernel, wantsEntries: false);
        _unix = new UnixSocketReader(_kernel);
        _udp = new UdpSocketReader(_kernel);
        All =
        [
            new Contestant("interfaces at rest", () => _links.Read()),
            new Contestant("interfaces all", () => _linksWithoutEvents.Read()),
            new Contestant("routes at rest", RoutesAtRest),
            new Contestant("routes all", ReadRoutes),
            new Contestant("routes all, counted", CountRoutes),
            new Contestant("neighbours all", () => _neighbours.Read()),
            new Contestant("multicast groups all", () => _multicast.Read()),
            new Contestant("unix", ReadUnix),
            new Contestant("udp", ReadUdp),
        ];
    }

    public Contestant[] All { get; }

    public void Dispose()
    {
        _links.Dispose();
        _linksWithoutEvents.Dispose();
        _routes.Dispose();
        _neighbours.Dispose();
        _multicast.Dispose();
        _routing.Dispose();
        _unix.Dispose();
        _udp.Dispose();
    }

    /// <summary>As in a sample while nothing changes; the clock stands still, so that no minute goes by.</summary>
    private void RoutesAtRest()
    {
        _routing.Look();
        _routing.Routes(TimeSpan.Zero, null);
        _routing.Neighbours(TimeSpan.Zero);
        _routing.Multicast(TimeSpan.Zero);
    }

    private void ReadRoutes()
    {
        foreach (IpFamily family in (ReadOnlySpan<IpFamily>)[IpFamily.Ipv4, IpFamily.Ipv6])
        {
            _routes.Start(family);
            while (_routes.Next())
            {
            }
        }
    }

    private void CountRoutes()
    {
        _tally.Clear();
        foreach (IpFamily family in (ReadOnlySpan<IpFamily>)[IpFamily.Ipv4, IpFamily.Ipv6])
        {
            _routes.Start(family);
            while (_routes.Next())
            {
                _tally.Add(_routes.Row);
            }
        }

        _tally.Complete([], RouteTableNames.WellKnown, static index => $"if{index}");
    }

    private void ReadUnix()
    {
        _unix.Start();
        while (_unix.Next())
        {
        }
    }

    private void ReadUdp()
    {
        _udp.Start();
        while (_udp.Next())
        {
        }
    }
}
