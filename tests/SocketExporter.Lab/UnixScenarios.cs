namespace SocketExporter.Lab;

/// <summary>Unix sockets; kind=stream|dgram|seqpacket, path=/… or @abstract; a listener's path-hex= is sun_path byte by byte.</summary>
internal sealed class UnixScenarios
{
    private readonly Population _population;

    public UnixScenarios(Population population)
    {
        _population = population;
    }

    /// <summary>pending=N clients have connected and wait for accept(); each has its half-made peer in the listener's queue.</summary>
    public void Listener(Scenario scenario)
    {
        string kind = scenario.Text("kind");
        string hex = scenario.Text("path-hex", "");
        byte[] name = Convert.FromHexString(hex);
        string path = name.Length > 0 ? hex : scenario.Text("path");
        byte[] address = name.Length > 0 ? SocketAddress.OfUnix(name) : SocketAddress.OfUnix(path);
        int backlog = scenario.Number("backlog", 16);
        int pending = scenario.Number("pending", 0);
        Group group = _population.NewGroup(path);
        RawSocket listener = group.KeepListener(RawSocket.Open(LibC.AF_UNIX, TypeOf(kind)));
        listener.Bind(address);
        listener.Listen(backlog);
        for (int i = 0; i < pending; i++)
        {
            group.Keep(RawSocket.Open(LibC.AF_UNIX, TypeOf(kind) | LibC.SOCK_NONBLOCK)).Connect(address);
        }

        group.Unix.Add(new UnixTruth(kind, "listening", path, 1, pending, backlog));
        if (pending > 0)
        {
            group.Unix.Add(new UnixTruth(kind, "connecting", path, pending));
            group.Unix.Add(new UnixTruth(kind, "connected", null, pending));
        }
    }

    /// <summary>count pairs of connected sockets without a name.</summary>
    public void Pairs(Scenario scenario)
    {
        string kind = scenario.Text("kind");
        int count = scenario.Number("count");
        Group group = _population.NewGroup($"{kind} pairs");
        for (int i = 0; i < count; i++)
        {
            (RawSocket one, RawSocket other) = RawSocket.Pair(TypeOf(kind));
            group.Keep(one);
            group.Keep(other);
        }

        group.Unix.Add(new UnixTruth(kind, "connected", null, 2 * count));
    }

    /// <summary>count sockets that nobody is connected to; path= names a single one.</summary>
    public void Unconnected(Scenario scenario)
    {
        string kind = scenario.Text("kind");
        string path = scenario.Text("path", "");
        int count = scenario.Number("count", 1);
        Group group = _population.NewGroup(path.Length > 0 ? path : $"{kind} unconnected");
        for (int i = 0; i < count; i++)
        {
            RawSocket socket = group.Keep(RawSocket.Open(LibC.AF_UNIX, TypeOf(kind)));
            if (path.Length > 0)
            {
                socket.Bind(SocketAddress.OfUnix(path));
            }
        }

        group.Unix.Add(new UnixTruth(kind, "unconnected", path.Length > 0 ? path : null, count));
    }

    private static int TypeOf(string kind) => kind switch
    {
        "stream" => LibC.SOCK_STREAM,
        "dgram" => LibC.SOCK_DGRAM,
        "seqpacket" => LibC.SOCK_SEQPACKET,
        _ => throw new ArgumentException($"kind={kind} is none of stream, dgram, seqpacket"),
    };
}
