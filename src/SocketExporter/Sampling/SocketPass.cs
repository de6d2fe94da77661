using System.Buffers;
using SocketExporter.Kernel;
using SocketExporter.Kernel.Counters;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Processes;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling;

/// <summary>
/// The walk over all sockets of one sample: each row is looked at once, goes into its cell and is forgotten. Order of calls:
/// <see cref="Begin"/>, <see cref="MeetProcesses"/>, the three Read methods (each may fail alone), <see cref="ResolveOwners"/>, <see cref="AddSetAside"/>,
/// then the results.
/// </summary>
internal sealed class SocketPass : IDisposable
{
    /// <summary>Endpoints, and other sockets, set aside until their owners are known.</summary>
    public const int MaxPending = PendingSockets.Capacity;

    /// <summary>Attempts at a dump that the kernel calls interrupted, or of which it lost something, before the section fails.</summary>
    public const int MaxAttempts = 3;

    /// <summary>Ports below are bound with a privilege and on purpose; above, resolvers bind a random one for each query.</summary>
    private const int FirstFreePort = 1024;

    private readonly TcpSocketReader _tcp;
    private readonly UdpSocketReader _udp;
    private readonly UnixSocketReader _unix;
    private readonly ListenerMemory _listeners = new();
    private readonly BoundPortMemory _boundPorts = new();
    private readonly DropMemory _udpDrops = new();
    private readonly ListenerWatch _watch;
    private readonly OwnerMemory _owners = new();
    private readonly SocketTally _tally = new();
    private readonly EndpointTally _endpoints = new();
    private readonly UnixListenerTally _unixListeners = new();
    private readonly SocketAttribution _attribution;
    private readonly List<EndpointSocket> _pendingEndpoints = [];
    private readonly long[] _unixConnecting = new long[3];
    private bool _processesMet;
    private ProcessTable? _processes;
    private EphemeralPortRange _ephemeral = EphemeralPortRange.KernelDefault;
    private bool _tcpComplete;
    private bool _udpComplete;

    /// <param name="watch">Looks at the listeners before <see cref="ReadTcp"/>, and whenever else it is told to.</param>
    public SocketPass(KernelSource kernel, ListenerWatch watch)
    {
        _watch = watch;
        _tcp = new TcpSocketReader(kernel);
        _udp = new UdpSocketReader(kernel);
        _unix = new UnixSocketReader(kernel);
        _attribution = new SocketAttribution(_owners, _tally);
    }

    /// <summary>Rows of this sample so far.</summary>
    public long SocketsRead { get; private set; }

    /// <param name="processes">
    /// Null when nobody needs owners: then every one is unknown. When processes could not be looked at this time, the owners that are remembered stay.
    /// </param>
    public void Begin(DateTimeOffset now, EphemeralPortRange ephemeral, ProcessTable? processes)
    {
        _ephemeral = ephemeral;
        _processes = processes;
        SocketsRead = 0;
        _tcpComplete = _udpComplete = false;
        _endpoints.Clear();
        _unixListeners.Clear();
        _attribution.BeginSample(processes);
        _pendingEndpoints.Clear();
        Array.Clear(_unixConnecting);
        _listeners.BeginSample(now);
        _boundPorts.BeginSample(now);
        _udpDrops.BeginSample();
        bool sameOwners = _owners.BeginSample();
        _tally.BeginSample(now, keepZeros: sameOwners);
    }

    /// <summary>
    /// In the first sample everything is new and all processes will be read: before the sockets, so that their owners are known when they come by and none
    /// has to be set aside.
    /// </summary>
    /// <exception cref="KernelReadException">Processes could not be read.</exception>
    public void MeetProcesses()
    {
        if (!_processesMet && _processes is { IsCurrent: true })
        {
            _processes.Resolve([]);
            _processesMet = true;
        }
    }

    /// <exception cref="KernelReadException">The section failed; nothing of it is left in the tally.</exception>
    public void ReadTcp()
    {
        Attempt("TCP sockets", DiscardTcp, WalkTcp);
        _tcpComplete = true;
    }

    /// <exception cref="KernelReadException">The section failed; nothing of it is left in the tally.</exception>
    public void ReadUdp()
    {
        Attempt("UDP sockets", DiscardUdp, WalkUdp);
        _udpDrops.EndSample();
        _udpComplete = true;
    }

    /// <exception cref="KernelReadException">The section failed; nothing of it is left in the tally.</exception>
    public void ReadUnix() => Attempt("unix sockets", DiscardUnix, WalkUnix);

    /// <summary>Looks for the owners of what was set aside.</summary>
    /// <exception cref="KernelReadException">Processes could not be read: owners that are not remembered will be <c>&lt;unknown&gt;</c>.</exception>
    public void ResolveOwners()
    {
        if (_processes is { IsCurrent: true })
        {
            Resolve(_processes);
        }
    }

    /// <summary>Puts what was set aside where it belongs, whether owners were looked for or not.</summary>
    public void AddSetAside()
    {
        if (_tcpComplete && _udpComplete)
        {
            _boundPorts.EndSample(); // else what was not seen may be alive
        }

        _attribution.AddPending();
        foreach (EndpointSocket endpoint in _pendingEndpoints)
        {
            _endpoints.Add(endpoint, _attribution.FinalOwner(endpoint.Inode, endpoint.Uid));
        }
    }

    /// <summary>The snapshot with everything this pass knows filled in.</summary>
    public Snapshot Complete(Snapshot snapshot, Func<uint, string> interfaceName)
    {
        EndpointGroup[] endpoints = _endpoints.ToGroups(_owners, interfaceName);
        if (_tcpComplete)
        {
            _watch.EndSample(endpoints, _endpoints.Listeners);
        }

        return snapshot with
        {
            SocketsRead = SocketsRead,
            Tally = _tally.ToRows(),
            UnixConnecting = [.. _unixConnecting],
            Endpoints = endpoints,
            UnixListeners = _unixListeners.ToGroups(_owners, _attribution.FinalOwner),
            Owners = _owners.ToArray(),
            TrackedSockets = Tracked(),
        };
    }

    public void Dispose()
    {
        _tcp.Dispose();
        _udp.Dispose();
        _unix.Dispose();
    }

    private TrackedSockets[] Tracked() =>
    [
        new("owners", _processes?.RememberedInodes ?? 0, ProcessTable.MaxInodes),
        new("unattributable", _processes?.UnownedInodes ?? 0, ProcessTable.MaxInodes),
        new("waiting_for_owner", Math.Max(_attribution.PendingCount, _pendingEndpoints.Count), MaxPending),
        new("recent_listeners", _listeners.Count, ListenerMemory.Capacity),
        new("bound_ports", _boundPorts.Count, BoundPortMemory.Capacity),
        new("listener_peaks", _watch.WatchedCount, ListenerPeakMemory.Capacity),
        new("listener_drops", _watch.DroppingCount, DropMemory.Capacity),
        new("udp_drops", _udpDrops.Count, DropMemory.Capacity),
    ];

    private void Attempt(string what, Action discard, Func<bool> walk)
    {
        long before = SocketsRead;
        for (int attempt = 1; ; attempt++)
        {
            SocketsRead = before;
            try
            {
                if (walk())
                {
                    return;
                }
            }
            catch (KernelReadException e)
            {
                discard();
                SocketsRead = before;
                if (e.IsLostData && attempt < MaxAttempts)
                {
                    continue;
                }

                throw;
            }

            discard();
            if (attempt == MaxAttempts)
            {
                SocketsRead = before;
                throw new KernelReadException($"{what}: the table changed during each of {MaxAttempts} dumps, expected one at rest");
            }
        }
    }

    private bool WalkTcp()
    {
        _tcp.Start();
        while (_tcp.Next())
        {
            AddTcp(in _tcp.Row);
        }

        _attribution.EmptyBatch();
        return !_tcp.WasInterrupted;
    }

    private void AddTcp(in InetSocketRow row)
    {
        SocketsRead++;
        if (row.State == TcpState.Listen)
        {
            _listeners.Observe(row);
            bool shown = !_ephemeral.Contains(row.LocalPort) || _boundPorts.Observe(row);
            AddEndpoint(row, EndpointProtocol.TcpListener, isListening: true, shown ? row.LocalPort : ServicePort.Ephemeral, row.SendQueue, _watch.DropsOf(row.Cookie));
            Add(new TallyKey(TallyProtocol.Tcp, row.Family, (byte)row.State, Direction.None, shown ? row.LocalPort : ServicePort.Ephemeral), row.Inode, row.Uid, 0, 0, false, false);
            return;
        }

        if (row.State == TcpState.SynRecv)
        {
            _endpoints.AddSynRecv(row.Local, row.LocalPort);
        }

        (Direction direction, ServicePort port) = ServiceOfConnection.Of(row, _listeners, _boundPorts, _ephemeral);
        Add(
            new TallyKey(TallyProtocol.Tcp, row.Family, (byte)row.State, direction, port),
            row.Inode,
            row.Uid,
            row.ReceiveQueue,
            row.SendQueue,
            QueueTruth.UnreadBytes(row.State, row.ReceiveQueue) > 0,
            QueueTruth.UnacknowledgedBytes(row.State, row.SendQueue) > 0);
    }

    private bool WalkUdp()
    {
        _udp.Start();
        while (_udp.Next())
        {
            ref readonly InetSocketRow row = ref _udp.Row;
            SocketsRead++;
            bool unconnected = row.State != TcpState.Established;
            bool shown = _ephemeral.Contains(row.LocalPort) ? unconnected && _boundPorts.Observe(row) : row.LocalPort < FirstFreePort || _boundPorts.ObserveUdp(row.Cookie);
            ServicePort port = shown ? row.LocalPort : ServicePort.Ephemeral;
            uint drops = row.Drops is { } total ? _udpDrops.Observe(row.Cookie, total) : 0;
            AddEndpoint(row, EndpointProtocol.Udp, unconnected, port, row.ReceiveBufferBytes ?? 0, drops);
            Add(new TallyKey(TallyProtocol.Udp, row.Family, (byte)row.State, Direction.None, ServicePort.None), row.Inode, row.Uid, row.ReceiveQueue, row.SendQueue, row.ReceiveQueue > 0, row.SendQueue > 0);
        }

        _attribution.EmptyBatch();
        return !_udp.WasInterrupted;
    }

    private bool WalkUnix()
    {
        _unix.Start();
        while (_unix.Next())
        {
            UnixSocketRow row = _unix.Row;
            SocketsRead++;
            var protocol = (TallyProtocol)((int)TallyProtocol.UnixStream + (int)row.Kind);
            var key = new TallyKey(protocol, IpFamily.Ipv4, (byte)row.State, Direction.None, ServicePort.None);
            if (row.State == UnixSocketState.Listening)
            {
                _unixListeners.Add(row);
                _unixConnecting[(int)row.Kind] += row.ReceiveQueue;
                Add(key, row.Inode, row.Uid ?? OwnerMemory.UnknownUid, 0, 0, false, false);
            }
            else
            {
                Add(key, row.Inode, row.Uid ?? OwnerMemory.UnknownUid, row.ReceiveQueue, row.SendQueue, row.ReceiveQueue > 0, row.SendQueue > 0);
            }
        }

        _attribution.EmptyBatch();
        return !_unix.WasInterrupted;
    }

    private void Add(TallyKey key, uint inode, uint uid, uint receiveQueue, uint sendQueue, bool receiveQueued, bool sendQueued) =>
        _attribution.Add(new PendingSocket(key, inode, uid, receiveQueue, sendQueue, receiveQueued, sendQueued));

    private void Resolve(ProcessTable processes)
    {
        // Some tens of numbers on a steady host, a megabyte after a storm: not kept.
        int count = 0;
        uint[] wanted = ArrayPool<uint>.Shared.Rent(_attribution.PendingCount + _pendingEndpoints.Count + _unixListeners.Count);
        for (int i = 0; i < _attribution.PendingCount; i++)
        {
            wanted[count++] = _attribution.PendingInode(i);
        }

        foreach (EndpointSocket endpoint in _pendingEndpoints)
        {
            wanted[count++] = endpoint.Inode;
        }

        foreach (uint inode in _unixListeners.Inodes)
        {
            wanted[count++] = inode;
        }

        try
        {
            processes.Resolve(wanted.AsSpan(0, count));
        }
        finally
        {
            ArrayPool<uint>.Shared.Return(wanted);
        }
    }

    private void AddEndpoint(in InetSocketRow row, EndpointProtocol protocol, bool isListening, ServicePort port, uint queueLimit, uint drops)
    {
        var socket = new EndpointSocket
        {
            Protocol = protocol,
            Family = row.Family,
            IsIpv6Only = row.IsIpv6Only,
            IsListening = isListening,
            LocalPort = row.LocalPort,
            Port = port,
            Address = row.Local,
            InterfaceIndex = row.InterfaceIndex,
            Cookie = row.Cookie,
            Inode = row.Inode,
            Uid = row.Uid,
            Queue = row.ReceiveQueue,
            QueueLimit = queueLimit,
            Drops = drops,
        };
        int owner = _attribution.OwnerNow(row.Inode, row.Uid);
        if (owner != SocketAttribution.OwnerNotKnown)
        {
            _endpoints.Add(socket, owner);
        }
        else if (_pendingEndpoints.Count < MaxPending)
        {
            _pendingEndpoints.Add(socket);
        }
        else
        {
            _endpoints.Add(socket, _owners.Unknown(row.Uid));
        }
    }

    private void DiscardTcp()
    {
        _tally.Discard(TallyProtocol.Tcp, TallyProtocol.Tcp);
        _endpoints.Discard(EndpointProtocol.TcpListener);
        _attribution.Discard(static p => p.Key.Protocol == TallyProtocol.Tcp);
        _pendingEndpoints.RemoveAll(static p => p.Protocol == EndpointProtocol.TcpListener);
    }

    private void DiscardUdp()
    {
        _tally.Discard(TallyProtocol.Udp, TallyProtocol.Udp);
        _endpoints.Discard(EndpointProtocol.Udp);
        _attribution.Discard(static p => p.Key.Protocol == TallyProtocol.Udp);
        _pendingEndpoints.RemoveAll(static p => p.Protocol == EndpointProtocol.Udp);
    }

    private void DiscardUnix()
    {
        _tally.Discard(TallyProtocol.UnixStream, TallyProtocol.UnixSeqpacket);
        _attribution.Discard(static p => p.Key.Protocol >= TallyProtocol.UnixStream);
        _unixListeners.Clear();
        Array.Clear(_unixConnecting);
    }
}
