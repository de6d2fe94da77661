using System.Buffers;
using SocketExporter.Kernel;
using SocketExporter.Kernel.Counters;
using SocketExporter.Kernel.Processes;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling;

/// <summary>
/// The walk over all sockets of one sample: each row is looked at once, goes into its cell and is forgotten. Order of calls:
/// <see cref="Begin"/>, <see cref="MeetProcesses"/>, the three Read methods (each may fail alone), <see cref="ResolveOwners"/>, then the results.
/// </summary>
internal sealed class SocketPass : IDisposable
{
    /// <summary>Endpoints, and other sockets, set aside until their owners are known.</summary>
    public const int MaxPending = PendingSockets.Capacity;

    private const int OwnerNotKnown = -1;

    /// <summary>Attempts at a dump that the kernel calls interrupted, before the section fails.</summary>
    private const int MaxAttempts = 3;

    /// <summary>Connections whose owners are looked up together.</summary>
    private const int BatchSockets = 64;

    private readonly TcpSocketReader _tcp = new();
    private readonly UdpSocketReader _udp = new();
    private readonly UnixSocketReader _unix = new();
    private readonly ListenerMemory _listeners = new();
    private readonly BoundPortMemory _boundPorts = new();
    private readonly DropMemory _udpDrops = new();
    private readonly ListenerWatch _watch;
    private readonly OwnerMemory _owners = new();
    private readonly SocketTally _tally = new();
    private readonly EndpointTally _endpoints = new();
    private readonly UnixListenerTally _unixListeners = new();
    private readonly PendingSockets _pending = new();
    private readonly List<EndpointSocket> _pendingEndpoints = [];
    private readonly PendingSocket[] _batch = new PendingSocket[BatchSockets];
    private readonly uint[] _batchInodes = new uint[BatchSockets];
    private readonly int[] _batchSlots = new int[BatchSockets];
    private readonly long[] _unixConnecting = new long[3];
    private int _batchCount;
    private bool _processesMet;
    private ProcessTable? _processes;
    private EphemeralPortRange _ephemeral = EphemeralPortRange.KernelDefault;
    private bool _tcpComplete;

    /// <param name="watch">Looks at the listeners before <see cref="ReadTcp"/>, and whenever else it is told to.</param>
    public SocketPass(ListenerWatch watch) => _watch = watch;

    /// <summary>Rows of this sample so far.</summary>
    public long SocketsRead { get; private set; }

    /// <param name="processes">Null when processes can't be read: then every owner is unknown.</param>
    public void Begin(DateTimeOffset now, EphemeralPortRange ephemeral, ProcessTable? processes)
    {
        _ephemeral = ephemeral;
        _processes = processes;
        SocketsRead = 0;
        _batchCount = 0;
        _tcpComplete = false;
        _endpoints.Clear();
        _unixListeners.Clear();
        _pending.Clear();
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
        if (!_processesMet && _processes is not null)
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
    }

    /// <exception cref="KernelReadException">The section failed; nothing of it is left in the tally.</exception>
    public void ReadUnix() => Attempt("unix sockets", DiscardUnix, WalkUnix);

    /// <summary>Looks for the owners of what was set aside and puts it where it belongs.</summary>
    /// <exception cref="KernelReadException">Processes could not be read; what was set aside has gone to <c>&lt;unknown&gt;</c>.</exception>
    public void ResolveOwners()
    {
        _boundPorts.EndSample();
        try
        {
            if (_processes is not null)
            {
                Resolve(_processes);
            }
        }
        finally
        {
            for (int i = 0; i < _pending.Count; i++)
            {
                ref readonly PendingSocket pending = ref _pending[i];
                Tally(pending, FinalOwner(pending.Inode, pending.Uid));
            }

            foreach (EndpointSocket endpoint in _pendingEndpoints)
            {
                _endpoints.Add(endpoint, FinalOwner(endpoint.Inode, endpoint.Uid));
            }
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
            UnixListeners = _unixListeners.ToGroups(_owners, FinalOwner),
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
        new("waiting_for_owner", Math.Max(_pending.Count, _pendingEndpoints.Count), MaxPending),
        new("recent_listeners", _listeners.Count, ListenerMemory.Capacity),
        new("bound_ports", _boundPorts.Count, BoundPortMemory.Capacity),
        new("listener_peaks", _watch.WatchedCount, ListenerPeakMemory.Capacity),
        new("listener_drops", _watch.DroppingCount, DropMemory.Capacity),
        new("udp_drops", _udpDrops.Count, DropMemory.Capacity),
    ];

    private static void Attempt(string what, Action discard, Func<bool> walk)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                if (walk())
                {
                    return;
                }
            }
            catch (KernelReadException)
            {
                discard();
                throw;
            }

            discard();
            if (attempt == MaxAttempts)
            {
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

        EmptyBatch();
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
            bool shown = !_ephemeral.Contains(row.LocalPort) || (unconnected && _boundPorts.Observe(row));
            ServicePort port = shown ? row.LocalPort : ServicePort.Ephemeral;
            uint drops = row.Drops is { } total ? _udpDrops.Observe(row.Cookie, total) : 0;
            AddEndpoint(row, EndpointProtocol.Udp, unconnected, port, row.ReceiveBufferBytes ?? 0, drops);
            Add(new TallyKey(TallyProtocol.Udp, row.Family, (byte)row.State, Direction.None, port), row.Inode, row.Uid, row.ReceiveQueue, row.SendQueue, row.ReceiveQueue > 0, row.SendQueue > 0);
        }

        EmptyBatch();
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
                Add(key, row.Inode, row.Uid ?? 0, 0, 0, false, false);
            }
            else
            {
                Add(key, row.Inode, row.Uid ?? 0, row.ReceiveQueue, row.SendQueue, row.ReceiveQueue > 0, row.SendQueue > 0);
            }
        }

        EmptyBatch();
        return !_unix.WasInterrupted;
    }

    private void Add(TallyKey key, uint inode, uint uid, uint receiveQueue, uint sendQueue, bool receiveQueued, bool sendQueued)
    {
        _batchInodes[_batchCount] = inode;
        _batch[_batchCount] = new PendingSocket(key, inode, uid, receiveQueue, sendQueue, receiveQueued, sendQueued);
        if (++_batchCount == BatchSockets)
        {
            EmptyBatch();
        }
    }

    /// <summary>
    /// Owners are looked up many at once: after the kernel's part of the walk each look-up is a cache miss, and these then run beside each other.
    /// </summary>
    private void EmptyBatch()
    {
        ReadOnlySpan<PendingSocket> batch = _batch.AsSpan(0, _batchCount);
        Span<int> slots = _batchSlots.AsSpan(0, _batchCount);
        _batchCount = 0;
        if (_processes is null)
        {
            slots.Fill(ProcessTable.Unknown);
        }
        else
        {
            _processes.FindOwners(_batchInodes.AsSpan(0, batch.Length), slots);
        }

        for (int i = 0; i < batch.Length; i++)
        {
            ref readonly PendingSocket socket = ref batch[i];
            int owner = OwnerOf(slots[i], socket.Inode, socket.Uid);
            if (owner != OwnerNotKnown)
            {
                Tally(socket, owner);
            }
            else if (!_pending.TryAdd(socket))
            {
                Tally(socket, _owners.Unknown(socket.Uid));
            }
        }
    }

    private void Tally(in PendingSocket socket, int owner) =>
        _tally.Add(socket.Key.WithOwner(owner), socket.ReceiveQueueBytes, socket.SendQueueBytes, socket.ReceiveQueued, socket.SendQueued);

    private void Resolve(ProcessTable processes)
    {
        // Some tens of numbers on a steady host, a megabyte after a storm: not kept.
        int count = 0;
        uint[] wanted = ArrayPool<uint>.Shared.Rent(_pending.Count + _pendingEndpoints.Count + _unixListeners.Count);
        for (int i = 0; i < _pending.Count; i++)
        {
            wanted[count++] = _pending[i].Inode;
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
        int owner = OwnerNow(row.Inode, row.Uid);
        if (owner != OwnerNotKnown)
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

    private int OwnerNow(uint inode, uint uid) => OwnerOf(inode == 0 || _processes is null ? ProcessTable.Unknown : _processes.FindOwner(inode), inode, uid);

    private int OwnerOf(int slot, uint inode, uint uid)
    {
        if (inode == 0)
        {
            return Owner.NoneIndex;
        }

        return slot == ProcessTable.Unknown ? OwnerNotKnown : _owners.Of(_processes!, slot, uid);
    }

    private int FinalOwner(uint inode, uint uid)
    {
        int owner = OwnerNow(inode, uid);
        return owner == OwnerNotKnown ? _owners.Unknown(uid) : owner;
    }

    private void DiscardTcp()
    {
        _batchCount = 0;
        _tally.Discard(TallyProtocol.Tcp, TallyProtocol.Tcp);
        _endpoints.Discard(EndpointProtocol.TcpListener);
        _pending.RemoveAll(static p => p.Key.Protocol == TallyProtocol.Tcp);
        _pendingEndpoints.RemoveAll(static p => p.Protocol == EndpointProtocol.TcpListener);
    }

    private void DiscardUdp()
    {
        _batchCount = 0;
        _tally.Discard(TallyProtocol.Udp, TallyProtocol.Udp);
        _endpoints.Discard(EndpointProtocol.Udp);
        _pending.RemoveAll(static p => p.Key.Protocol == TallyProtocol.Udp);
        _pendingEndpoints.RemoveAll(static p => p.Protocol == EndpointProtocol.Udp);
    }

    private void DiscardUnix()
    {
        _batchCount = 0;
        _tally.Discard(TallyProtocol.UnixStream, TallyProtocol.UnixSeqpacket);
        _pending.RemoveAll(static p => p.Key.Protocol >= TallyProtocol.UnixStream);
        _unixListeners.Clear();
        Array.Clear(_unixConnecting);
    }
}
