namespace SocketExporter.Lab;

/// <summary>The sockets of one scenario and what is true of them.</summary>
internal sealed class Group
{
    private readonly List<RawSocket> _sockets = [];
    private readonly List<RawSocket> _listeners = [];
    private readonly List<(UdpTruth Truth, RawSocket Socket)> _udp = [];

    public Group(string key)
    {
        Key = key;
    }

    /// <summary>The port, or a unix socket's path.</summary>
    public string Key { get; }

    public List<TcpTruth> Tcp { get; } = [];

    public List<ListenerTruth> ListenerTruths { get; } = [];

    public List<UnixTruth> Unix { get; } = [];

    /// <summary>Queue and drops are asked of the sockets now: they change with what others send.</summary>
    public IEnumerable<UdpTruth> Udp()
    {
        foreach ((UdpTruth truth, RawSocket socket) in _udp)
        {
            (int queued, int limit, int drops) = socket.ReceiveMemory;
            yield return truth with { ReceiveQueueBytes = queued, ReceiveQueueLimitBytes = limit, Drops = drops };
        }
    }

    public RawSocket Keep(RawSocket socket)
    {
        _sockets.Add(socket);
        return socket;
    }

    public RawSocket KeepListener(RawSocket socket)
    {
        _listeners.Add(socket);
        return socket;
    }

    public void KeepUdp(RawSocket socket, UdpTruth truth)
    {
        _sockets.Add(socket);
        _udp.Add((truth, socket));
    }

    /// <summary>Gives up the descriptor in the way the scenario wants, so that closing the group does not do it again.</summary>
    public void Release(RawSocket socket)
    {
        _sockets.Remove(socket);
        socket.Close();
    }

    public void CloseListeners()
    {
        _listeners.ForEach(listener => listener.Close());
        _listeners.Clear();
        ListenerTruths.Clear();
    }

    public void Close()
    {
        _sockets.ForEach(socket => socket.Abort());
        _sockets.Clear();
        _udp.Clear();
        CloseListeners();
        if (Key[0] == '/')
        {
            File.Delete(Key);
        }
    }
}
