using System.Globalization;
using System.Net;

namespace SocketExporter.Lab;

/// <summary>
/// Connections with both ends in this process, in each state the kernel has. family=ipv4|ipv6|mapped; mapped is a client of 127.0.0.1 at a listener on [::].
/// </summary>
internal sealed class TcpScenarios
{
    private readonly Population _population;

    public TcpScenarios(Population population)
    {
        _population = population;
    }

    /// <summary>count connections; unread=BYTES lie at the server, unacknowledged=BYTES at the client because the server's host drops what arrives.</summary>
    public void Established(Scenario scenario)
    {
        var pairs = new TcpPairs(_population, scenario, scenario.Number("count"));
        int unread = scenario.Number("unread", 0);
        int unacknowledged = scenario.Number("unacknowledged", 0);
        foreach ((RawSocket client, RawSocket server) in pairs)
        {
            SendUnread(client, server, unread);
        }

        if (unacknowledged > 0)
        {
            Firewall.DropTo(pairs.Port);
            foreach ((RawSocket client, _) in pairs)
            {
                client.Send(unacknowledged);
            }
        }

        pairs.Inbound("established", receiveQueueBytes: unread);
        pairs.Outbound("established", sendQueueBytes: unacknowledged);
    }

    /// <summary>
    /// One end has sent its FIN and is in FIN_WAIT2, the other in CLOSE_WAIT. by=client|server; unread=BYTES lie at the end in CLOSE_WAIT;
    /// orphan=1 closes the descriptor of the end in FIN_WAIT2 as well.
    /// </summary>
    public void HalfClosed(Scenario scenario)
    {
        var pairs = new TcpPairs(_population, scenario, scenario.Number("count"));
        bool byClient = scenario.Text("by", "client") == "client";
        int unread = scenario.Number("unread", 0);
        bool orphan = scenario.Number("orphan", 0) == 1;
        foreach ((RawSocket client, RawSocket server) in pairs)
        {
            (RawSocket first, RawSocket second) = byClient ? (client, server) : (server, client);
            SendUnread(first, second, unread);
            first.ShutdownWrite();
            second.Await(TcpState.CloseWait);
            first.Await(TcpState.FinWait2);
            if (orphan)
            {
                pairs.Group.Release(first);
            }
        }

        // The FIN counts 1 in Recv-Q until the socket is gone.
        if (byClient)
        {
            pairs.Inbound("close_wait", receiveQueueBytes: unread + 1);
            pairs.Outbound("fin_wait2", owned: !orphan);
        }
        else
        {
            pairs.Inbound("fin_wait2", owned: !orphan);
            pairs.Outbound("close_wait", receiveQueueBytes: unread + 1);
        }
    }

    /// <summary>Lasts 60 s. by=client|server closes first and keeps the state.</summary>
    public void TimeWait(Scenario scenario)
    {
        var pairs = new TcpPairs(_population, scenario, scenario.Number("count"));
        bool byClient = scenario.Text("by", "client") == "client";
        foreach ((RawSocket client, RawSocket server) in pairs)
        {
            (RawSocket first, RawSocket second) = byClient ? (client, server) : (server, client);
            first.ShutdownWrite();
            first.Await(TcpState.FinWait2);
            pairs.Group.Release(second);
            // The descriptor says CLOSE as soon as the kernel has put the small socket of TIME_WAIT in its place.
            first.Await(TcpState.Close);
            pairs.Group.Release(first);
        }

        if (byClient)
        {
            pairs.Outbound("time_wait", owned: false);
        }
        else
        {
            pairs.Inbound("time_wait", owned: false);
        }
    }

    /// <summary>rate=CONNECTIONS a second, until the process ends or count=N were made; to=ADDRESS: all to one destination.</summary>
    public void TimeWaitStorm(Scenario scenario) => new TimeWaitStorm(_population, scenario).Start();

    /// <summary>Nobody answers on the port.</summary>
    public void SynSent(Scenario scenario)
    {
        int port = scenario.Number("port");
        int count = scenario.Number("count");
        bool v4 = scenario.Text("family") == "ipv4";
        Group group = _population.NewGroup(port.ToString(CultureInfo.InvariantCulture));
        Firewall.DropTo(port);
        for (int i = 0; i < count; i++)
        {
            RawSocket client = group.Keep(RawSocket.Open(v4 ? LibC.AF_INET : LibC.AF_INET6, LibC.SOCK_STREAM | LibC.SOCK_NONBLOCK));
            client.Connect(SocketAddress.Of(v4 ? IPAddress.Loopback : IPAddress.IPv6Loopback, port));
            client.Await(TcpState.SynSent);
        }

        group.Tcp.Add(new TcpTruth(v4 ? "ipv4" : "ipv6", "syn_sent", "outbound", port, Owned: true, count, SendQueueBytes: 1));
    }

    /// <summary>The client's FIN is lost.</summary>
    public void FinWait1(Scenario scenario)
    {
        var pairs = new TcpPairs(_population, scenario, scenario.Number("count"));
        Firewall.DropTo(pairs.Port);
        foreach ((RawSocket client, _) in pairs)
        {
            client.ShutdownWrite();
            client.Await(TcpState.FinWait1);
        }

        pairs.Inbound("established");
        pairs.Outbound("fin_wait1", sendQueueBytes: 1);
    }

    /// <summary>Both have closed, the client's FIN is lost and the server's arrives.</summary>
    public void Closing(Scenario scenario)
    {
        var pairs = new TcpPairs(_population, scenario, scenario.Number("count"));
        Firewall.DropTo(pairs.Port);
        foreach ((RawSocket client, RawSocket server) in pairs)
        {
            client.ShutdownWrite();
            client.Await(TcpState.FinWait1);
            server.ShutdownWrite();
            server.Await(TcpState.FinWait1);
            client.Await(TcpState.Closing);
        }

        pairs.Inbound("fin_wait1", sendQueueBytes: 1);
        pairs.Outbound("closing", receiveQueueBytes: 1, sendQueueBytes: 1);
    }

    /// <summary>The client has closed, the server closes after it and its FIN is lost.</summary>
    public void LastAck(Scenario scenario)
    {
        var pairs = new TcpPairs(_population, scenario, scenario.Number("count"));
        foreach ((RawSocket client, RawSocket server) in pairs)
        {
            client.ShutdownWrite();
            client.Await(TcpState.FinWait2);
        }

        Firewall.DropFrom(pairs.Port);
        foreach ((_, RawSocket server) in pairs)
        {
            server.ShutdownWrite();
            server.Await(TcpState.LastAck);
        }

        pairs.Inbound("last_ack", receiveQueueBytes: 1, sendQueueBytes: 1);
        pairs.Outbound("fin_wait2");
    }

    private static void SendUnread(RawSocket sender, RawSocket reader, int bytes)
    {
        if (bytes > 0)
        {
            sender.Send(bytes);
            Still.Await(() => reader.UnreadBytes == bytes, () => $"{bytes} unread bytes");
            Still.Await(() => sender.UnacknowledgedBytes == 0, () => "the acknowledgment of every byte");
        }
    }
}
