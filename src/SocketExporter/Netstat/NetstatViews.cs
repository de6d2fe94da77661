using SocketExporter.Netstat.Views;

namespace SocketExporter.Netstat;

/// <summary>All views, in the order in which they are printed. Of -r, -i, -s and -M one is shown and nothing else; -g stands between internet and unix sockets, as in net-tools.</summary>
internal static class NetstatViews
{
    public static IReadOnlyList<INetstatView> All { get; } =
    [
        new Ipv4RoutesView(),
        new Ipv6RoutesView(),
        new InterfaceTableView(),
        new InterfaceBlocksView(),
        new StatisticsView(),
        new MasqueradeView(),
        new InternetView(),
        new UnixView(),
        new GroupsView(),
    ];
}
