using System.Collections;
using System.Globalization;

namespace SocketExporter.Lab;

/// <summary>Connections of one listener, each as its client's and its server's socket, and the words in which their truth is told.</summary>
internal sealed class TcpPairs : IEnumerable<(RawSocket Client, RawSocket Server)>
{
    private const int Backlog = 128;

    private readonly List<(RawSocket Client, RawSocket Server)> _pairs = [];
    private readonly string _clientFamily;
    private readonly string _serverFamily;

    public TcpPairs(Population population, Scenario scenario, int count)
    {
        Port = scenario.Number("port");
        Group = population.NewGroup(Port.ToString(CultureInfo.InvariantCulture));
        var at = new ListenAddress(scenario);
        _serverFamily = at.Family;
        _clientFamily = at.ClientFamily;
        RawSocket listener = Group.KeepListener(at.Open());
        listener.Bind(SocketAddress.Of(at.Address, Port));
        listener.Listen(Backlog);
        Group.ListenerTruths.Add(new ListenerTruth(at.Family, at.Spelling, Port, Sockets: 1, Waiting: 0, Backlog, FullestRatio: 0));
        for (int i = 0; i < count; i++)
        {
            RawSocket client = Group.Keep(RawSocket.Open(_clientFamily == "ipv4" ? LibC.AF_INET : LibC.AF_INET6, LibC.SOCK_STREAM));
            client.Connect(SocketAddress.Of(at.Target, Port));
            _pairs.Add((client, Group.Keep(listener.Accept())));
        }
    }

    public int Port { get; }

    public Group Group { get; }

    public void Inbound(string state, long receiveQueueBytes = 0, long sendQueueBytes = 0, bool owned = true)
        => Group.Tcp.Add(new TcpTruth(_serverFamily, state, "inbound", Port, owned, _pairs.Count, receiveQueueBytes, sendQueueBytes));

    public void Outbound(string state, long receiveQueueBytes = 0, long sendQueueBytes = 0, bool owned = true)
        => Group.Tcp.Add(new TcpTruth(_clientFamily, state, "outbound", Port, owned, _pairs.Count, receiveQueueBytes, sendQueueBytes));

    public IEnumerator<(RawSocket Client, RawSocket Server)> GetEnumerator() => _pairs.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
