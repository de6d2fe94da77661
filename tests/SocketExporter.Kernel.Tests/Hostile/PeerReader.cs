using SocketExporter.Fuzz;
using SocketExporter.Kernel.Links;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Recordings;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Kernel.Tests.Hostile;

/// <summary>One way from a netlink peer to rows.</summary>
/// <param name="Type">The class that takes the transport.</param>
/// <param name="Open">The transport → a function that reads once and returns the number of rows.</param>
/// <param name="MessageType">nlmsg_type of its rows.</param>
/// <param name="Body">Of one good message, without the header.</param>
/// <param name="Questions">Requests of one reading.</param>
internal sealed record PeerReader(Type Type, Func<INetlinkTransport, Func<int>> Open, ushort MessageType, byte[] Body, int Questions = 1)
{
    private static readonly byte[] Inet = GoodDatagrams.Tcp[16..88];

    public static IReadOnlyList<PeerReader> All { get; } =
    [
        new(typeof(TcpSocketReader), OpenTcp, 20, Inet),
        new(typeof(TcpListenerReader), OpenListeners, 20, Inet),
        new(typeof(UdpSocketReader), OpenUdp, 20, GoodDatagrams.Udp[16..128], Questions: 2),
        new(typeof(UnixSocketReader), OpenUnix, 20, GoodDatagrams.Unix[16..68]),
        new(typeof(InetSocketReader), OpenInet, 20, GoodDatagrams.Udp[16..128], Questions: 2),
        new(typeof(VsockSocketReader), OpenVsock, 20, GoodDatagrams.Vsock[16..48]),
        new(typeof(LinkReader), OpenLinks, 16, GoodDatagrams.Links[16..88]),
        new(typeof(RecordingTransport), OpenRecording, 20, Inet),
    ];

    private static Func<int> OpenTcp(INetlinkTransport transport)
    {
        var reader = new TcpSocketReader(transport);
        return () =>
        {
            reader.Start();
            int rows = 0;
            while (reader.Next())
            {
                rows++;
            }

            return rows;
        };
    }

    private static Func<int> OpenListeners(INetlinkTransport transport)
    {
        var reader = new TcpListenerReader(transport);
        return () =>
        {
            reader.Start();
            int rows = 0;
            while (reader.Next())
            {
                rows++;
            }

            return rows;
        };
    }

    private static Func<int> OpenUdp(INetlinkTransport transport)
    {
        var reader = new UdpSocketReader(transport);
        return () =>
        {
            reader.Start();
            int rows = 0;
            while (reader.Next())
            {
                rows++;
            }

            return rows;
        };
    }

    private static Func<int> OpenInet(INetlinkTransport transport)
    {
        var reader = new InetSocketReader(transport, "/nowhere", InetProtocol.Raw);
        return () =>
        {
            reader.Start();
            int rows = 0;
            while (reader.Next())
            {
                rows++;
            }

            return rows;
        };
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

    private static Func<int> OpenRecording(INetlinkTransport transport)
    {
        var dump = new NetlinkDump(new RecordingTransport(transport, new MessageAnonymizer(new AddressPseudonyms(), new NamePseudonyms()), MessageKind.InetSocket));
        return () =>
        {
            dump.Start(20, [], "things");
            int rows = 0;
            while (dump.Next())
            {
                rows++;
            }

            return rows;
        };
    }
}
