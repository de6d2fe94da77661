using System.Globalization;
using System.Net;

namespace SocketExporter.Lab;

/// <summary>UDP sockets whose datagrams nobody reads.</summary>
internal sealed class UdpScenarios
{
    private readonly Population _population;

    public UdpScenarios(Population population)
    {
        _population = population;
    }

    /// <summary>A bound socket with queued=N datagrams of size=BYTES; drops=N are sent beyond what buffer=BYTES holds; clients=N stay connected to it.</summary>
    public void Udp(Scenario scenario)
    {
        int port = scenario.Number("port");
        int size = scenario.Number("size", 100);
        int queued = scenario.Number("queued", 0);
        int drops = scenario.Number("drops", 0);
        int clients = scenario.Number("clients", 0);
        var at = new ListenAddress(scenario);
        Group group = _population.NewGroup(port.ToString(CultureInfo.InvariantCulture));
        RawSocket server = at.Open(LibC.SOCK_DGRAM);
        if (scenario.Number("buffer", 0) is > 0 and int buffer)
        {
            server.Set(LibC.SOL_SOCKET, LibC.SO_RCVBUF, buffer);
        }

        server.Bind(SocketAddress.Of(at.Address, port));
        group.KeepUdp(server, new UdpTruth(at.Family, at.Spelling, port, "unconnected", 1, 0, 0, 0));
        Send(at, port, server, size, queued, drops);
        for (int i = 0; i < clients; i++)
        {
            RawSocket client = Client(at, port);
            group.KeepUdp(client, new UdpTruth(at.ClientFamily, at.TargetSpelling, 0, "connected", 1, 0, 0, 0));
        }
    }

    /// <summary>count sockets that nobody sends to, on 127.1.0.HOST and the ports from port= on.</summary>
    public void Bound(Scenario scenario)
    {
        int first = scenario.Number("port");
        int count = scenario.Number("count");
        var address = new IPAddress([127, 1, 0, (byte)scenario.Number("host")]);
        Group group = _population.NewGroup($"{address}");
        for (int port = first; port < first + count; port++)
        {
            RawSocket socket = RawSocket.Open(LibC.AF_INET, LibC.SOCK_DGRAM);
            socket.Bind(SocketAddress.Of(address, port));
            group.KeepUdp(socket, new UdpTruth("ipv4", $"{address}", port, "unconnected", 1, 0, 0, 0));
        }
    }

    private static void Send(ListenAddress at, int port, RawSocket server, int size, int queued, int drops)
    {
        if (queued + drops == 0)
        {
            return;
        }

        RawSocket sender = Client(at, port);
        int before = 0;
        for (int i = 0; i < queued; i++)
        {
            sender.Send(size);
            Still.Await(() => server.ReceiveMemory.QueuedBytes > before, () => "a queued datagram");
            before = server.ReceiveMemory.QueuedBytes;
        }

        int target = server.ReceiveMemory.Drops + drops;
        while (server.ReceiveMemory.Drops < target)
        {
            (int bytes, _, int lost) = server.ReceiveMemory;
            sender.Send(size);
            Still.Await(() => server.ReceiveMemory.QueuedBytes > bytes || server.ReceiveMemory.Drops > lost, () => "the datagram in the queue or dropped");
        }

        sender.Close();
    }

    private static RawSocket Client(ListenAddress at, int port)
    {
        RawSocket client = RawSocket.Open(at.ClientFamily == "ipv4" ? LibC.AF_INET : LibC.AF_INET6, LibC.SOCK_DGRAM);
        client.Connect(SocketAddress.Of(at.Target, port));
        return client;
    }
}
