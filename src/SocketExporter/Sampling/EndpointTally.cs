using System.Runtime.InteropServices;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling;

/// <summary>TCP listeners and bound UDP sockets of one sample by (address, port, owner), and the unfinished handshakes that wait for each listener.</summary>
internal sealed class EndpointTally
{
    /// <summary>Groups and half-open destinations before the rest joins in <c>&lt;other&gt;</c>; 100,000 UDP clients are one group an address.</summary>
    public const int MaxGroups = 65_536;

    private static readonly Key OtherTcp = new(EndpointProtocol.TcpListener, default, false, default, 0, ServicePort.Other, 0, Owner.OtherIndex);
    private static readonly Key OtherUdp = OtherTcp with { Protocol = EndpointProtocol.Udp };

    private readonly Dictionary<Key, Cell> _cells = [];
    private readonly Dictionary<(IpAddress Address, ushort Port), int> _synRecv = [];
    private readonly List<(ulong Cookie, Key Key)> _listeners = [];
    private readonly Dictionary<Key, EndpointName> _listenerNames = [];
    private readonly ListenerRules _rules;

    public EndpointTally(ListenerRules? rules = null) => _rules = rules ?? ListenerRules.None;

    /// <summary>Of groups, at most <see cref="MaxGroups"/>.</summary>
    public int Count => _cells.Count;

    /// <summary>The TCP listeners by cookie with the names of their groups, as the last <see cref="ToGroups"/> gave them.</summary>
    public IEnumerable<(ulong Cookie, EndpointName Group)> Listeners
        => _listeners.Select(listener => (listener.Cookie, _listenerNames[listener.Key]));

    public void Clear()
    {
        _cells.Clear();
        _synRecv.Clear();
        _listeners.Clear();
    }

    public void Add(in EndpointSocket socket, int owner)
    {
        var key = new Key(socket.Protocol, socket.Family, socket.IsIpv6Only, socket.Address, socket.InterfaceIndex, socket.Port, socket.Protocol == EndpointProtocol.TcpListener ? socket.LocalPort : (ushort)0, owner);
        if (_cells.Count >= MaxGroups && !_cells.ContainsKey(key))
        {
            key = socket.Protocol == EndpointProtocol.TcpListener ? OtherTcp : OtherUdp;
        }

        ref Cell cell = ref CollectionsMarshal.GetValueRefOrAddDefault(_cells, key, out _);

        // TCP listeners of one cell are all judged alike; of UDP sockets with one address and port only some may be servers.
        cell.IsUnexpected = cell.IsUnexpected || ((cell.ListeningSockets == 0 || socket.Protocol == EndpointProtocol.Udp) && _rules.IsUnexpected(socket));
        if (socket.IsListening && (cell.ListeningSockets == 0 || socket.Cookie < cell.FirstCookie))
        {
            cell.FirstCookie = socket.Cookie;
        }

        cell.ListeningSockets += socket.IsListening ? 1 : 0;
        cell.Queue += socket.Queue;
        cell.QueueLimit += socket.QueueLimit;
        cell.Drops += socket.Drops;
        cell.FullestRatio = Math.Max(cell.FullestRatio, Ratio(socket));
        if (socket.Protocol == EndpointProtocol.TcpListener)
        {
            _listeners.Add((socket.Cookie, key));
        }
    }

    /// <summary>An unfinished handshake with this local address and port.</summary>
    public void AddSynRecv(IpAddress local, ushort port)
    {
        if (_synRecv.Count < MaxGroups || _synRecv.ContainsKey((local, port)))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_synRecv, (local, port), out _)++;
        }
    }

    /// <summary>Forgets one protocol: half a dump is no number.</summary>
    public void Discard(EndpointProtocol protocol)
    {
        foreach (Key key in _cells.Keys.Where(key => key.Protocol == protocol).ToArray())
        {
            _cells.Remove(key);
        }

        if (protocol == EndpointProtocol.TcpListener)
        {
            _synRecv.Clear();
            _listeners.Clear();
        }
    }

    /// <param name="owners">Names of this sample's owners by index.</param>
    /// <param name="interfaceName">Name of an interface by index, for <c>127.0.0.53%lo</c>.</param>
    public EndpointGroup[] ToGroups(OwnerMemory owners, Func<uint, string> interfaceName)
    {
        AssignSynRecv();
        _listenerNames.Clear();
        var groups = new Dictionary<EndpointName, EndpointGroup>();
        foreach ((Key key, Cell cell) in _cells)
        {
            var name = new EndpointName(key.Protocol, key.AddressText(interfaceName), key.Port.Text, owners[key.Owner].Process);
            EndpointGroup group = groups.TryGetValue(name, out EndpointGroup? present) ? present : new EndpointGroup(name, key.Scope);
            bool isFirst = cell.ListeningSockets > 0 && (group.ListeningSockets == 0 || cell.FirstCookie < group.FirstCookie);
            groups[name] = group with
            {
                FirstCookie = isFirst ? cell.FirstCookie : group.FirstCookie,
                ControlGroup = isFirst || present is null ? owners[key.Owner].ControlGroup : group.ControlGroup,
                ListeningSockets = group.ListeningSockets + cell.ListeningSockets,
                Queue = group.Queue + cell.Queue,
                QueueLimit = group.QueueLimit + cell.QueueLimit,
                FullestRatio = Math.Max(group.FullestRatio, cell.FullestRatio),
                SynRecv = group.SynRecv + cell.SynRecv,
                Drops = group.Drops + cell.Drops,
                IsUnexpected = group.IsUnexpected || cell.IsUnexpected,
            };
            if (key.Protocol == EndpointProtocol.TcpListener)
            {
                _listenerNames.Add(key, name);
            }
        }

        return [.. groups.Values];
    }

    // A UDP buffer is bytes: plain use.
    private static double Ratio(in EndpointSocket socket) => socket.Protocol == EndpointProtocol.TcpListener
        ? QueueTruth.AcceptQueueRatio(socket.Queue, socket.QueueLimit)
        : socket.QueueLimit == 0 ? 0 : socket.Queue / (double)socket.QueueLimit;

    private void AssignSynRecv()
    {
        if (_synRecv.Count == 0)
        {
            return;
        }

        // Several processes may share an address by SO_REUSEPORT; which will get the connection is not known before the handshake ends: the first of them shows it.
        var listeners = new Dictionary<(IpAddress, ushort), Key>();
        foreach (Key key in _cells.Keys)
        {
            if (key.Protocol == EndpointProtocol.TcpListener && key.ListenPort != 0)
            {
                listeners.TryAdd((key.Address, key.ListenPort), key);
                if (key is { Family: IpFamily.Ipv6, IsIpv6Only: false, Address.IsAny: true })
                {
                    listeners.TryAdd((IpAddress.AnyIpv4, key.ListenPort), key);
                }
            }
        }

        foreach (((IpAddress Address, ushort Port) at, int count) in _synRecv)
        {
            IpAddress any = at.Address.IsMapped ? IpAddress.AnyIpv4 : IpAddress.AnyIpv6;
            if (listeners.TryGetValue(at, out Key key) || listeners.TryGetValue((any, at.Port), out key))
            {
                CollectionsMarshal.GetValueRefOrAddDefault(_cells, key, out _).SynRecv += count;
            }
        }
    }

    private struct Cell
    {
        public int ListeningSockets;

        /// <summary>The lowest of its listening sockets.</summary>
        public ulong FirstCookie;
        public long Queue;
        public long QueueLimit;
        public long Drops;
        public long SynRecv;
        public double FullestRatio;
        public bool IsUnexpected;
    }

    private readonly record struct Key(
        EndpointProtocol Protocol,
        IpFamily Family,
        bool IsIpv6Only,
        IpAddress Address,
        uint InterfaceIndex,
        ServicePort Port,
        ushort ListenPort,
        int Owner)
    {
        public EndpointScope Scope => Address.IsAny ? EndpointScope.Any : Address.IsLoopback ? EndpointScope.Loopback : EndpointScope.Specific;

        /// <summary>As ss spells it: <c>*</c> takes both families, <c>[::]</c> IPv6 only.</summary>
        public string AddressText(Func<uint, string> interfaceName)
        {
            if (Port == ServicePort.Other)
            {
                return ReservedLabel.Other;
            }

            string text = Family == IpFamily.Ipv6 && Address == IpAddress.AnyIpv6 && !IsIpv6Only ? "*" : Address.ToString(Family);
            return InterfaceIndex == 0 ? text : $"{text}%{ReservedLabel.FromName(interfaceName(InterfaceIndex))}";
        }
    }
}
