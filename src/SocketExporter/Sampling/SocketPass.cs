using System.Buffers;
using SocketExporter.Config;
using SocketExporter.Kernel;
using SocketExporter.Kernel.Counters;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Processes;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling.Memory;
using SocketExporter.Sampling.Walks;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling;

/// <summary>
/// All walks over sockets of one sample, what they have in common, and their order: each row is looked at once, goes into its cell and is forgotten. Order of
/// calls: <see cref="Begin"/>, <see cref="MeetProcesses"/>, Read of each of <see cref="Walks"/> (each may fail alone), <see cref="ResolveOwners"/>,
/// <see cref="AddSetAside"/>, <see cref="Complete"/>.
/// </summary>
internal sealed class SocketPass : IDisposable
{
    private readonly ControlGroupMemory? _groups;
    private readonly OwnerMemory _owners;
    private readonly SocketTally _tally = new();
    private readonly ServicePorts _ports;
    private readonly SocketAttribution _attribution;
    private readonly TcpSocketQuestion _question;
    private readonly EphemeralPorts _ephemeralPorts;
    private readonly EndpointAttribution _endpoints;
    private readonly ListenerRules _rules;
    private readonly TcpWalk _tcp;
    private readonly UdpWalk _udp;
    private readonly InetWalk _udpLite;
    private readonly InetWalk _raw;
    private bool _processesMet;
    private ProcessTable? _processes;

    /// <param name="watch">Looks at the listeners before the walk over TCP, and whenever else it is told to.</param>
    /// <param name="stuckAfter">A queue in which nothing has moved for so long is stuck; null: nobody shows it, and nothing is asked for.</param>
    /// <param name="rules">Which listeners are expected and allowed; null: as without any setting.</param>
    /// <param name="wishes">Of these the ones that are no section of their own are looked at: what is to be known of single sockets, and control groups.</param>
    /// <param name="time">Null: that of this host.</param>
    /// <param name="peers">Groups of peers; null or empty: nobody counts them.</param>
    /// <param name="names">What processes are called; null: comm.</param>
    public SocketPass(
        KernelSource kernel,
        ListenerWatch watch,
        TimeSpan? stuckAfter = null,
        ListenerRules? rules = null,
        Sections wishes = Sections.None,
        TimeProvider? time = null,
        IReadOnlyList<PeerGroup>? peers = null,
        ProcessNames? names = null)
    {
        _rules = rules ?? ListenerRules.None;
        _ports = new ServicePorts(_rules);
        _ephemeralPorts = new EphemeralPorts(_rules.NamedPorts(EndpointProtocol.TcpListener));
        _groups = (wishes & Sections.ControlGroups) != 0 ? new ControlGroupMemory(new ControlGroupTree(kernel)) : null;
        _owners = new OwnerMemory(_groups, names);
        _question = new TcpSocketQuestion(kernel);
        if (stuckAfter is not null)
        {
            OpenQuestion();
        }

        _attribution = new SocketAttribution(_owners, _tally);
        _endpoints = new EndpointAttribution(_attribution, _owners, _rules);

        // What is to be known of single TCP sockets: a class in Memory, and a line here.
        ITcpMemory[] memories =
        [
            new TcpListeners(_endpoints, watch, _groups),
            new TcpTimers(),
            new IdleConnections(),
            new TimeWaitStarts(time ?? TimeProvider.System),
            .. (wishes & Sections.TcpLeaks) != 0 ? (ITcpMemory[])[new CloseWaits()] : [],
            .. (wishes & Sections.LocalPorts) != 0 ? (ITcpMemory[])[_ephemeralPorts] : [],
            .. peers is { Count: > 0 } groups ? (ITcpMemory[])[new PeerConnections(groups)] : [],
            .. stuckAfter is { } after ? (ITcpMemory[])[new QueueProgress(Ask, after)] : [],
            .. (wishes & Sections.TcpHealth) != 0 ? (ITcpMemory[])[new RoundTrips(), new Retransmissions()] : [],
            .. (wishes & Sections.TcpTraffic) != 0 ? (ITcpMemory[])[new TcpFlows()] : [],
        ];
        _tcp = new TcpWalk(kernel, _attribution, _ports, memories, _groups);
        _udp = new UdpWalk(kernel, _attribution, _ports, _endpoints, _groups);
        _udpLite = new InetWalk(kernel, _attribution, InetProtocol.UdpLite, _groups);
        _raw = new InetWalk(kernel, _attribution, InetProtocol.Raw, _groups);
        Walks =
        [
            _tcp,
            _udp,
            new UnixWalk(kernel, _attribution, _owners),
            _udpLite,
            _raw,
        ];
    }

    /// <summary>In the order in which they are to be read.</summary>
    public IReadOnlyList<SocketWalk> Walks { get; }

    /// <summary>Rows of this sample so far.</summary>
    public long SocketsRead => Walks.Sum(static walk => walk.SocketsRead);

    /// <param name="processes">
    /// Null when nobody needs owners: then every one is unknown. When processes could not be looked at this time, the owners that are remembered stay.
    /// </param>
    /// <param name="protocols">What is in use of each protocol; null when it is not known.</param>
    public void Begin(DateTimeOffset now, EphemeralPortRange ephemeral, ProcessTable? processes, IReadOnlyList<ProtocolSockets>? protocols = null)
    {
        _udpLite.BeginSample(protocols);
        _raw.BeginSample(protocols);
        _processes = processes;
        _attribution.BeginSample(processes);
        _endpoints.BeginSample();
        _ports.BeginSample(now, ephemeral);
        _ephemeralPorts.SetRange(ephemeral);
        foreach (SocketWalk walk in Walks)
        {
            walk.Begin(now);
        }

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

    /// <summary>Looks for the owners of what was set aside.</summary>
    /// <exception cref="KernelReadException">Processes could not be read: owners that are not remembered will be <c>&lt;unknown&gt;</c>.</exception>
    public void ResolveOwners()
    {
        if (_processes is { IsCurrent: true })
        {
            Resolve(_processes);
        }
    }

    /// <summary>Looks for the names of control groups that sockets have shown for the first time.</summary>
    /// <exception cref="KernelReadException">Mounts could not be read: what has no name yet is <c>&lt;unknown&gt;</c>.</exception>
    public void ResolveControlGroups()
    {
        if (_groups?.Resolve() ?? false)
        {
            _owners.NameControlGroups();
        }
    }

    /// <summary>Puts what was set aside where it belongs, whether owners were looked for or not.</summary>
    public void AddSetAside()
    {
        if (_tcp.IsComplete && _udp.IsComplete)
        {
            _ports.EndSample();
        }

        _attribution.AddPending();
        _endpoints.AddPending();
    }

    /// <summary>The snapshot with everything this pass knows filled in.</summary>
    public Snapshot Complete(Snapshot snapshot, Func<uint, string> interfaceName)
    {
        snapshot = snapshot with { SocketsRead = SocketsRead, Tally = _tally.ToRows(), Endpoints = _endpoints.ToGroups(interfaceName) };
        foreach (SocketWalk walk in Walks)
        {
            snapshot = walk.Complete(snapshot);
        }

        if (_rules.JudgesOthers && _tcp.IsComplete && _udp.IsComplete)
        {
            snapshot = snapshot with { UnexpectedListeners = snapshot.Endpoints.Count(static group => group.IsUnexpected) };
        }

        // Last: whoever a walk has named is among the owners.
        return snapshot with { Owners = _owners.ToArray(), ControlGroups = _groups?.Sight, TrackedSockets = Tracked() };
    }

    public void Dispose()
    {
        foreach (SocketWalk walk in Walks)
        {
            walk.Dispose();
        }

        _question.Dispose();
    }

    /// <summary>Asks for nobody, so that the number of open files is the same from the start on, whenever there is first somebody to ask for.</summary>
    private void OpenQuestion()
    {
        try
        {
            _question.Ask(default);
        }
        catch (KernelReadException)
        {
            // Whatever it is will be told when there is something to ask.
        }
    }

    private bool Ask(in TcpSocketIdentity socket, out InetSocketRow row)
    {
        bool found = _question.Ask(socket);
        row = _question.Row;
        return found;
    }

    private TrackedSockets[] Tracked() =>
    [
        new("owners", _processes?.RememberedInodes ?? 0, ProcessTable.MaxInodes),
        new("unattributable", _processes?.UnownedInodes ?? 0, ProcessTable.MaxInodes),
        new("waiting_for_owner", Math.Max(_attribution.PendingCount, _endpoints.PendingCount), PendingSockets.Capacity),
        new("owner_names", _owners.Count, OwnerMemory.Capacity),
        .. _groups is { } groups ? (TrackedSockets[])[new("control_groups", groups.Count, ControlGroupMemory.Capacity)] : [],
        new("cells", _tally.Count, SocketTally.MaxCells),
        new("endpoints", _endpoints.Count, EndpointTally.MaxGroups),
        .. _ports.Tracked,
        .. Walks.SelectMany(static walk => walk.Tracked),
    ];

    private void Resolve(ProcessTable processes)
    {
        // Some tens of numbers on a steady host, a megabyte after a storm: not kept.
        int count = 0;
        uint[] wanted = ArrayPool<uint>.Shared.Rent(_attribution.PendingCount + _endpoints.PendingCount + Walks.Sum(static walk => walk.WantedInodes.Count()));
        for (int i = 0; i < _attribution.PendingCount; i++)
        {
            wanted[count++] = _attribution.PendingInode(i);
        }

        foreach (uint inode in _endpoints.PendingInodes)
        {
            wanted[count++] = inode;
        }

        foreach (uint inode in Walks.SelectMany(static walk => walk.WantedInodes))
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
}
