using SocketExporter.Fuzz;
using SocketExporter.Kernel.Conntrack;
using SocketExporter.Kernel.Links;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Recordings;
using SocketExporter.Kernel.Routes;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Kernel.Tests.Hostile;

/// <summary>One way from a netlink peer to rows.</summary>
/// <param name="Type">The class that takes the transport.</param>
/// <param name="Open">The transport → a function that reads once and returns the number of rows.</param>
/// <param name="MessageType">nlmsg_type of its rows.</param>
/// <param name="Body">Of one good message, without the header.</param>
/// <param name="Questions">Requests of one reading.</param>
/// <param name="Attempts">Requests of one reading when the kernel says that it has lost a part of the answer.</param>
internal sealed record PeerReader(Type Type, Func<INetlinkTransport, Func<int>> Open, ushort MessageType, byte[] Body, int Questions = 1, int Attempts = 1)
{
    private static readonly byte[] Inet = GoodDatagrams.Tcp[16..88];

    public static IReadOnlyList<PeerReader> All { get; } =
    [
        new(typeof(TcpSocketReader), OpenTcp, 20, Inet),
        new(typeof(TcpFamilyReader), OpenFamily, 20, Inet),
        new(typeof(TcpListenerReader), OpenListeners, 20, Inet),
        new(typeof(UdpSocketReader), OpenUdp, 20, GoodDatagrams.Udp[16..128], Questions: 2),
        new(typeof(UnixSocketReader), OpenUnix, 20, GoodDatagrams.Unix[16..68]),
        new(typeof(InetSocketReader), OpenInet, 20, GoodDatagrams.Udp[16..128], Questions: 2),
        new(typeof(VsockSocketReader), OpenVsock, 20, GoodDatagrams.Vsock[16..48]),
        new(typeof(LinkReader), OpenLinks, 16, GoodDatagrams.Links[16..88], Attempts: LinkReader.MaxDumps),
        new(typeof(RouteReader), OpenRoutes, 24, GoodDatagrams.Routes[16..96]),
        new(typeof(NextHopObjects), OpenNextHops, 104, GoodDatagrams.NextHops[16..48]),
        new(typeof(NeighbourReader), OpenNeighbours, 28, GoodDatagrams.Neighbours[16..36], Attempts: NeighbourReader.MaxDumps),
        new(typeof(ConntrackFlowReader), OpenConntrack, 256, GoodDatagrams.Conntrack[16..156]),
        new(typeof(RecordingTransport), OpenRecording, 20, Inet),
    ];

    private static Func<int> OpenTcp(INetlinkTransport transport)
    {
        var reader = new TcpSocketReader(transport);
        return () => Rows(() => reader.Start(), reader.Next);
    }

    private static Func<int> OpenFamily(INetlinkTransport transport)
    {
        var reader = new TcpFamilyReader(transport);
        return () => Rows(() => reader.Start(IpFamily.Ipv4, listeners: true, connections: true, withInfo: true), reader.Next);
    }

    private static Func<int> OpenConntrack(INetlinkTransport transport)
    {
        var reader = new ConntrackFlowReader(transport);
        return () => Rows(() => reader.Start(), reader.Next);
    }

    private static Func<int> OpenListeners(INetlinkTransport transport)
    {
        var reader = new TcpListenerReader(transport);
        return () => Rows(() => reader.Start(), reader.Next);
    }

    private static Func<int> OpenUdp(INetlinkTransport transport)
    {
        var reader = new UdpSocketReader(transport);
        return () => Rows(() => reader.Start(), reader.Next);
    }

    private static Func<int> OpenInet(INetlinkTransport transport)
    {
        var reader = new InetSocketReader(transport, "/nowhere", InetProtocol.Raw);
        return () => Rows(() => reader.Start(), reader.Next);
    }

    private static Func<int> OpenVsock(INetlinkTransport transport)
    {
        var reader = new VsockSocketReader(transport);
        return () => (int)(reader.Count() ?? 0);
    }

    private static Func<int> OpenUnix(INetlinkTransport transport)
    {
        var reader = new UnixSocketReader(transport);
        return () =>
        {
            reader.Start();
            int rows = 0;
            while (reader.Next())
            {
                rows += reader.Row.Inode != 0 ? 1 : 0;
            }

            return rows;
        };
    }

    private static Func<int> OpenLinks(INetlinkTransport transport)
    {
        var reader = new LinkReader(transport, static _ => null);
        return () => reader.Read().Rows.Length;
    }

    private static Func<int> OpenRoutes(INetlinkTransport transport)
    {
        var reader = new RouteReader(transport, new NextHopObjects(new OneAnswer(GoodDatagrams.NextHops)));
        return () => Rows(() => reader.Start(IpFamily.Ipv4), reader.Next);
    }

    private static Func<int> OpenNextHops(INetlinkTransport transport)
    {
        var objects = new NextHopObjects(transport);
        var row = new RouteRow();
        return () =>
        {
            objects.Forget();
            RouteParser.Parse(GoodDatagrams.Hex("02100000 fe030001 00000000 08001e00 07000000"), row);
            objects.AddTo(row);
            return row.NextHops.Length;
        };
    }

    private static Func<int> OpenNeighbours(INetlinkTransport transport)
    {
        var reader = new NeighbourReader(transport, "/nowhere");
        return () => (int)reader.Read().Sum(static counts => counts.ByState.Sum());
    }

    private static Func<int> OpenRecording(INetlinkTransport transport)
    {
        var dump = new NetlinkDump(new RecordingTransport(transport, new MessageAnonymizer(new AddressPseudonyms(), new NamePseudonyms()), MessageKind.InetSocket));
        return () => Rows(() => dump.Start(20, [], "things"), dump.Next);
    }

    private static int Rows(Action start, Func<bool> next)
    {
        start();
        int rows = 0;
        while (next())
        {
            rows++;
        }

        return rows;
    }
}
