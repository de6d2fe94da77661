using System.Globalization;

namespace SocketExporter.Lab;

/// <summary>Listeners that nobody accepts from.</summary>
internal sealed class ListenerScenarios
{
    private readonly Population _population;

    public ListenerScenarios(Population population)
    {
        _population = population;
    }

    /// <summary>
    /// waiting=N clients connect; at most backlog + 1 reach the accept queue, as the kernel takes one more than the backlog says, the others stay in SYN_SENT.
    /// reuse=1 lets it share the port of another process.
    /// </summary>
    public void Listener(Scenario scenario)
    {
        (Group group, ListenAddress at, int port) = Begin(scenario);
        int backlog = scenario.Number("backlog", 128);
        int clients = scenario.Number("waiting", 0);
        RawSocket listener = OpenListener(group, at, port, backlog, scenario.Number("reuse", 0) == 1);
        int waiting = Fill(group, at, port, listener, backlog, clients);
        group.ListenerTruths.Add(new ListenerTruth(at.Family, at.Spelling, port, 1, waiting, backlog, waiting / (backlog + 1.0)));
    }

    /// <summary>members=N sockets share the port. The first was alone when its clients came, so it alone is full.</summary>
    public void ReusePort(Scenario scenario)
    {
        (Group group, ListenAddress at, int port) = Begin(scenario);
        int backlog = scenario.Number("backlog");
        int members = scenario.Number("members");
        RawSocket first = OpenListener(group, at, port, backlog, reusePort: true);
        int waiting = Fill(group, at, port, first, backlog, backlog + 1);
        for (int i = 1; i < members; i++)
        {
            OpenListener(group, at, port, backlog, reusePort: true);
        }

        group.ListenerTruths.Add(new ListenerTruth(at.Family, at.Spelling, port, members, waiting, members * backlog, FullestRatio: 1));
    }

    /// <summary>The replies to count handshakes are lost: SYN_RECV here, SYN_SENT at the client.</summary>
    public void SynRecv(Scenario scenario)
    {
        (Group group, ListenAddress at, int port) = Begin(scenario);
        int count = scenario.Number("count");
        const int backlog = 128;
        OpenListener(group, at, port, backlog, reusePort: false);
        Firewall.DropHandshakeReplies(port);
        for (int i = 0; i < count; i++)
        {
            Connect(group, at, port).Await(TcpState.SynSent);
        }

        group.ListenerTruths.Add(new ListenerTruth(at.Family, at.Spelling, port, 1, 0, backlog, 0, SynRecv: count));
        group.Tcp.Add(new TcpTruth(at.Family, "syn_recv", "inbound", port, Owned: false, count));
        group.Tcp.Add(new TcpTruth(at.ClientFamily, "syn_sent", "outbound", port, Owned: true, count, SendQueueBytes: 1));
    }

    private static int Fill(Group group, ListenAddress at, int port, RawSocket listener, int backlog, int clients)
    {
        int waiting = Math.Min(clients, backlog + 1);
        for (int i = 1; i <= clients; i++)
        {
            RawSocket client = Connect(group, at, port);
            client.Await(i <= waiting ? TcpState.Established : TcpState.SynSent);
            int inQueue = Math.Min(i, waiting);
            Still.Await(() => listener.AcceptQueue == inQueue, () => $"an accept queue of {inQueue}");
        }

        if (waiting > 0)
        {
            group.Tcp.Add(new TcpTruth(at.Family, "established", "inbound", port, Owned: false, waiting));
            group.Tcp.Add(new TcpTruth(at.ClientFamily, "established", "outbound", port, Owned: true, waiting));
        }

        if (clients > waiting)
        {
            group.Tcp.Add(new TcpTruth(at.ClientFamily, "syn_sent", "outbound", port, Owned: true, clients - waiting, SendQueueBytes: 1));
        }

        return waiting;
    }

    private static RawSocket Connect(Group group, ListenAddress at, int port)
    {
        RawSocket client = group.Keep(
            RawSocket.Open(at.ClientFamily == "ipv4" ? LibC.AF_INET : LibC.AF_INET6, LibC.SOCK_STREAM | LibC.SOCK_NONBLOCK));
        client.Connect(SocketAddress.Of(at.Target, port));
        return client;
    }

    private static RawSocket OpenListener(Group group, ListenAddress at, int port, int backlog, bool reusePort)
    {
        RawSocket listener = group.KeepListener(at.Open());
        if (reusePort)
        {
            listener.Set(LibC.SOL_SOCKET, LibC.SO_REUSEPORT, 1);
        }

        listener.Bind(SocketAddress.Of(at.Address, port));
        listener.Listen(backlog);
        return listener;
    }

    private (Group Group, ListenAddress At, int Port) Begin(Scenario scenario)
    {
        int port = scenario.Number("port");
        return (_population.NewGroup(port.ToString(CultureInfo.InvariantCulture)), new ListenAddress(scenario), port);
    }
}
