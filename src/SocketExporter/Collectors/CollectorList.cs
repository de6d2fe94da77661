namespace SocketExporter.Collectors;

/// <summary>Every collector, written down, in the order of the page. A new one is a line here.</summary>
internal static class CollectorList
{
    public static IReadOnlyList<ICollector> All { get; } =
    [
        new SocketsCollector(),
        new TcpCollector(),
        new TcpConnectionsCollector(),
        new StuckQueuesCollector(),
        new TcpHealthCollector(),
        new TcpFlowsCollector(),
        new TcpLeaksCollector(),
        new EphemeralPortsCollector(),
        new PeersCollector(),
        new ListenersCollector(),
        new ListenerRulesCollector(),
        new UdpCollector(),
        new UnixCollector(),
        new NetlinkCollector(),
        new ProcessesCollector(),
        new UsersCollector(),
        new UnitsCollector(),
        new ContainersCollector(),
        new NetstatCollector(),
        new SockstatCollector(),
        new LimitsCollector(),
        new SoftnetCollector(),
        new ConntrackCollector(),
        new ConntrackFlowsCollector(),
        new InterfacesCollector(),
        new RoutesCollector(),
        new RouteInfoCollector(),
        new NeighboursCollector(),
        new MulticastCollector(),
    ];
}
