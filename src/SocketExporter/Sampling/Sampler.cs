using SocketExporter.Config;
using SocketExporter.Kernel;
using SocketExporter.Kernel.Counters;
using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Links;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Processes;
using SocketExporter.Sampling.Memory;
using SocketExporter.Sampling.Routing;
using SocketExporter.Sampling.Walks;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling;

/// <summary>
/// Takes samples. Each section is read alone and fails alone. Not for concurrent use, and always on the same thread: its netlink sockets and
/// /proc/thread-self belong to the network namespace of the thread that opened them.
/// </summary>
internal sealed class Sampler : ISampleSource, IDisposable
{
    private readonly TimeProvider _time;
    private readonly Sections _needs;
    private readonly ProtocolCounterReader _counters;
    private readonly SocketStatisticsReader _statistics;
    private readonly ProtocolSocketsReader _protocols;
    private readonly VsockCount _vsock;
    private readonly NetlinkSection _netlink;
    private readonly UserNamesReader _users;
    private readonly EphemeralPortReader _ephemeralPorts;
    private readonly KernelLimitsReader _limits;
    private readonly SoftnetSection _softnet;
    private readonly ConntrackSection _conntrack;
    private readonly ConntrackFlowSection _flows;
    private readonly LinkReader _links;
    private readonly RoutingPass _routing;
    private readonly ProcessTable _processes;
    private readonly ProcessNames _names;
    private readonly ListenerWatch _listeners;
    private readonly SocketPass _sockets;
    private readonly SectionCpu _cpu = new(static () => ThreadClock.Now().TotalSeconds);
    private readonly TimeSpan _peakWindow;
    private readonly KeyFolding _keys;
    private readonly List<SectionFailure> _failures = [];
    private readonly DateTimeOffset _startedAt;
    private readonly long _startedStamp;

    /// <param name="kernel">This host's, or a recording.</param>
    /// <param name="needs">What the enabled collectors need; the rest is not read.</param>
    /// <param name="listenerPeakWindow">For how long the peak of an accept queue is shown.</param>
    /// <param name="interfaces">Which may be shown by name; null: as without any setting.</param>
    /// <param name="stuckAfter">A queue in which nothing has moved for so long is stuck; null: as without any setting.</param>
    /// <param name="listenerInterval">How often <see cref="LookAtListeners"/> will be called between samples, or how often samples will be taken where it never is; null: as without any setting.</param>
    /// <param name="rules">Which listeners are expected and allowed; null: as without any setting.</param>
    /// <param name="peers">Groups of peers whose connections are counted; null: none.</param>
    /// <param name="names">Rules that name processes; null: each is called comm.</param>
    public Sampler(
        KernelSource kernel,
        TimeProvider time,
        TimeSpan listenerPeakWindow,
        Sections needs = Sections.All,
        InterfaceFilter? interfaces = null,
        TimeSpan? stuckAfter = null,
        TimeSpan? listenerInterval = null,
        ListenerRules? rules = null,
        IReadOnlyList<PeerGroup>? peers = null,
        IReadOnlyList<ProcessNameRule>? names = null)
    {
        _names = new ProcessNames(names);
        _keys = new KeyFolding(interfaces ?? InterfaceFilter.Default);
        _needs = needs;
        _time = time;
        _peakWindow = listenerPeakWindow;
        _listeners = new ListenerWatch(kernel, listenerPeakWindow, listenerInterval);
        _sockets = new SocketPass(kernel, _listeners, (needs & Sections.QueueProgress) != 0 ? stuckAfter ?? QueueProgress.DefaultStuckAfter : null, rules, needs, time, peers, _names);
        _startedAt = time.GetUtcNow();
        _startedStamp = time.GetTimestamp();
        _counters = new ProtocolCounterReader(kernel.ProcPath);
        _statistics = new SocketStatisticsReader(kernel.ProcPath, kernel.PageBytes);
        _protocols = new ProtocolSocketsReader(kernel.ProcPath);
        _vsock = new VsockCount(kernel);
        _netlink = new NetlinkSection(kernel);
        _users = new UserNamesReader(kernel);
        _ephemeralPorts = new EphemeralPortReader(kernel.ProcPath);
        _limits = new KernelLimitsReader(kernel.ProcPath, kernel.PageBytes);
        _softnet = new SoftnetSection(kernel);
        _conntrack = new ConntrackSection(kernel);
        _flows = new ConntrackFlowSection(kernel, () => ThreadClock.Now());
        _links = new LinkReader(kernel) { Time = time };
        _routing = new RoutingPass(kernel, wantsEntries: (needs & Sections.RouteEntries) != 0);
        _processes = new ProcessTable(kernel.ProcPath);
    }

    /// <summary>The sections that samples have; the rest nobody has asked for.</summary>
    public Sections Reads => Enum.GetValues<Sections>().Where(IsNeeded).Aggregate(Sections.None, static (all, section) => all | section);

    public double ThreadCpuSeconds => ThreadClock.Now().TotalSeconds;

    public ReadOnlyMemory<double> SectionCpuSeconds => _cpu.ToArray();

    public string? LookAtListeners()
    {
        if ((_needs & Sections.Tcp) == 0)
        {
            return null;
        }

        _cpu.Start();
        try
        {
            _listeners.Look(_time.GetElapsedTime(_startedStamp));
            return null;
        }
        catch (KernelReadException e)
        {
            return e.Message;
        }
        finally
        {
            _cpu.Charge(CpuSection.Listeners);
        }
    }

    public Snapshot Take()
    {
        _cpu.Start();
        try
        {
            return TakeSections();
        }
        finally
        {
            _cpu.Charge(CpuSection.Other);
        }
    }

    public void Dispose()
    {
        _counters.Dispose();
        _statistics.Dispose();
        _protocols.Dispose();
        _vsock.Dispose();
        _netlink.Dispose();
        _ephemeralPorts.Dispose();
        _limits.Dispose();
        _softnet.Dispose();
        _conntrack.Dispose();
        _flows.Dispose();
        _links.Dispose();
        _routing.Dispose();
        _processes.Dispose();
        _sockets.Dispose();
        _listeners.Dispose();
    }

    /// <summary>A table with interfaces missing would let their counters seem to begin again.</summary>
    private LinkTable ReadLinks()
    {
        LinkTable links = _links.Read();
        return !links.Interrupted ? links : throw new KernelReadException("interfaces: they came and went during every dump, expected one at rest");
    }

    private Snapshot TakeSections()
    {
        long start = _time.GetTimestamp();

        // What is remembered for ten minutes is not forgotten when somebody sets the clock.
        DateTimeOffset now = _startedAt + _time.GetElapsedTime(_startedStamp);
        _failures.Clear();
        var snapshot = new Snapshot { TakenAt = _time.GetUtcNow(), ListenerPeakWindow = _peakWindow };

        Try(Sections.Links, CpuSection.Links, () => snapshot = snapshot with { Links = ReadLinks() });
        bool processes = Try(Sections.Processes, CpuSection.Processes, _processes.BeginSample);
        EphemeralPortRange ephemeral = EphemeralPortRange.KernelDefault;
        Try(Sections.LocalPorts, CpuSection.Counters, () => ephemeral = _ephemeralPorts.Read());
        Try(Sections.Protocols, CpuSection.Other, () => snapshot = snapshot with { ProtocolSockets = _protocols.Read() });
        _sockets.Begin(now, ephemeral, IsNeeded(Sections.Processes) ? _processes : null, snapshot.ProtocolSockets);
        Try(Sections.Processes, CpuSection.Processes, _sockets.MeetProcesses);
        Try(Sections.Tcp, CpuSection.Listeners, () => _listeners.Look(_time.GetElapsedTime(_startedStamp)));
        foreach (SocketWalk walk in _sockets.Walks)
        {
            Try(walk.Section, walk.Cpu, walk.Read);
        }

        Try(Sections.Processes, CpuSection.Processes, _sockets.ResolveOwners);
        Try(Sections.ControlGroups, CpuSection.Processes, _sockets.ResolveControlGroups);
        _sockets.AddSetAside();
        _cpu.Charge(CpuSection.Processes);
        if (snapshot.ProtocolSockets is { } protocols)
        {
            Try(Sections.Vsock, CpuSection.Other, () => snapshot = snapshot with { ProtocolSockets = _vsock.Fill(protocols, now) });
        }

        Try(Sections.Netlink, CpuSection.Other, () => snapshot = snapshot with { NetlinkDrops = _netlink.Read() });
        Try(Sections.UserNames, CpuSection.Other, () => snapshot = snapshot with { UserNames = _users.Read() });
        Try(Sections.Counters, CpuSection.Counters, () => snapshot = snapshot with { Counters = _counters.Read() });
        Try(Sections.Sockstat, CpuSection.Counters, () => snapshot = snapshot with { SocketStatistics = _statistics.Read() });
        Try(Sections.Limits, CpuSection.Counters, () => snapshot = snapshot with { Limits = _limits.Read() });
        snapshot = ReadRouting(snapshot);
        Try(Sections.Softnet, CpuSection.Counters, () => snapshot = snapshot with { Softnet = _softnet.Read() });
        Try(Sections.Conntrack, CpuSection.Counters, () => snapshot = snapshot with { Conntrack = _conntrack.Read() });
        Try(Sections.ConntrackFlows, CpuSection.Counters, () => snapshot = snapshot with { ConntrackFlows = _flows.Read(snapshot.Conntrack, now) });

        snapshot = _sockets.Complete(snapshot, index => snapshot.Links?.NameOf((int)index) ?? $"if{index}");
        snapshot = snapshot with { TrackedSockets = [.. snapshot.TrackedSockets, _netlink.Tracked] };
        _cpu.Charge(CpuSection.Other);
        if (processes)
        {
            snapshot = snapshot with { Processes = ProcessSummary.FilesByName(_processes, _names), ProcessSight = ProcessSummary.Sight(_processes) };
            Try(Sections.Processes, CpuSection.Processes, _processes.EndSample);
        }

        snapshot = _keys.Fold(snapshot, now);
        return snapshot with
        {
            TrackedSockets = [.. snapshot.TrackedSockets, .. _keys.Tracked],
            SectionFailures = [.. _failures],
            FailedSections = _failures.Aggregate(Sections.None, static (all, failure) => all | failure.Section),
            Duration = _time.GetElapsedTime(start),
        };
    }

    private Snapshot ReadRouting(Snapshot snapshot)
    {
        if (IsNeeded(Sections.Routes) || IsNeeded(Sections.Neighbours) || IsNeeded(Sections.Multicast))
        {
            TimeSpan now = _time.GetElapsedTime(_startedStamp);
            _routing.Look();
            Try(Sections.Routes, CpuSection.Routes, () => snapshot = snapshot with { Routes = _routing.Routes(now, snapshot.Links) });
            Try(Sections.Neighbours, CpuSection.Routes, () => snapshot = snapshot with { Neighbours = _routing.Neighbours(now) });
            Try(Sections.Multicast, CpuSection.Routes, () => snapshot = snapshot with { MulticastGroups = _routing.Multicast(now) });
        }

        return snapshot;
    }

    /// <summary>Reads a section; false when it failed or nobody needs it.</summary>
    private bool Try(Sections section, CpuSection cpu, Action read)
    {
        if (!IsNeeded(section))
        {
            return false;
        }

        try
        {
            read();
            return true;
        }
        catch (KernelReadException e)
        {
            _failures.Add(new SectionFailure(section, e.Message));
            return false;
        }
        finally
        {
            _cpu.Charge(cpu);
        }
    }

    private bool IsNeeded(Sections section) => (_needs & NeededFor(section)) != 0;

    private static Sections NeededFor(Sections section) => section switch
    {
        Sections.Processes => Sections.Processes | Sections.Owners,
        Sections.LocalPorts => Sections.Tcp | Sections.Udp,
        Sections.Links => Sections.Links | Sections.Tcp | Sections.Udp | Sections.Routes, // names of interfaces in addresses and routes
        Sections.Vsock => Sections.Protocols,
        Sections.UserNames => Sections.Tcp, // whoever shows sockets by user shows those of TCP
        _ => section,
    };
}
