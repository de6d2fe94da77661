using SocketExporter.Kernel.Counters;
using SocketExporter.Kernel.Links;
using SocketExporter.Kernel.Routes;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Snapshots;

/// <summary>
/// One sample of the host: what collectors turn into series. Immutable. A part whose section failed is empty or null and listed in <see cref="SectionFailures"/>.
/// </summary>
internal sealed record Snapshot
{
    public required DateTimeOffset TakenAt { get; init; }

    public TimeSpan Duration { get; init; }

    public IReadOnlyList<SectionFailure> SectionFailures { get; init; } = [];

    /// <summary>Sections that failed.</summary>
    public Sections FailedSections { get; init; }

    /// <summary>Rows read from the kernel for this sample, all protocols.</summary>
    public long SocketsRead { get; init; }

    /// <summary>The cube: sockets by protocol, family, state, direction, port and owner.</summary>
    public IReadOnlyList<TallyRow> Tally { get; init; } = [];

    /// <summary>Owners by the index in <see cref="TallyKey.OwnerIndex"/>.</summary>
    public IReadOnlyList<Owner> Owners { get; init; } = [];

    /// <summary>What is known of the control groups of <see cref="Owners"/>; null when nobody has asked for it.</summary>
    public ControlGroupSight? ControlGroups { get; init; }

    /// <summary>Null when TCP sockets could not be read.</summary>
    public TcpTimerCounts? TcpTimers { get; init; }

    /// <summary>Services and owners with connections in whose queues nothing moves; null where the kernel does not tell what goes through a queue.</summary>
    public IReadOnlyList<StuckQueuesRow>? StuckQueues { get; init; } = [];

    /// <summary>Connections that stand still since this sample, or do so no longer. To be said once.</summary>
    public IReadOnlyList<StuckEvent> StuckEvents { get; init; } = [];

    /// <summary>Connections in CLOSE_WAIT by service and owner, as the cube has them, and since when.</summary>
    public IReadOnlyList<CloseWaitsRow> CloseWaits { get; init; } = [];

    /// <summary>Connections that entered TIME_WAIT, by service. Before folding only of services that had some since the sample before; afterwards, of every service that ever had some.</summary>
    public IReadOnlyList<ServiceTotal> TimeWaitStarts { get; init; } = [];

    /// <summary>Null when TCP sockets could not be read.</summary>
    public EphemeralPortUse? EphemeralPorts { get; init; }

    /// <summary>Services with established connections that are silent and would not notice the end of their peers, or had some in the last ten minutes.</summary>
    public IReadOnlyList<IdleConnectionsRow> IdleConnections { get; init; } = [];

    /// <summary>Histograms of round-trip times by service; null when nobody wants them.</summary>
    public IReadOnlyList<RoundTripRow>? RoundTrips { get; init; }

    /// <summary>Segments sent again by service; null when nobody wants them, and where the kernel does not tell them.</summary>
    public IReadOnlyList<ServiceTotal>? Retransmissions { get; init; }

    /// <summary>Null as <see cref="Retransmissions"/>.</summary>
    public ServiceTraffic? Traffic { get; init; }

    /// <summary>Connections with the groups of peers that the configuration names; empty where it names none.</summary>
    public IReadOnlyList<PeerConnectionsRow> PeerConnections { get; init; } = [];

    /// <summary>Connections to unix listeners that nobody has accepted, by kind: the kernel lists them nowhere else.</summary>
    public IReadOnlyList<long> UnixConnecting { get; init; } = [0, 0, 0];

    public IReadOnlyList<EndpointGroup> Endpoints { get; init; } = [];

    /// <summary>One entry for each protocol whose listeners were read.</summary>
    public IReadOnlyList<ListenerChanges> ListenerChanges { get; init; } = [];

    /// <summary>Of the protocols whose listeners were read.</summary>
    public IReadOnlyList<ExpectedListener> ExpectedListeners { get; init; } = [];

    /// <summary>Groups of <see cref="Endpoints"/> that the configuration does not allow, shown by name or not; null where it allows all, and when not all could be read.</summary>
    public int? UnexpectedListeners { get; init; }

    /// <summary>For how long peaks of <see cref="Endpoints"/> are shown; null where none are kept.</summary>
    public TimeSpan? ListenerPeakWindow { get; init; }

    /// <summary>How full the memories about sockets are.</summary>
    public IReadOnlyList<TrackedSockets> TrackedSockets { get; init; } = [];

    public IReadOnlyList<UnixListenerGroup> UnixListeners { get; init; } = [];

    public IReadOnlyList<ProcessFiles> Processes { get; init; } = [];

    public ProcessSight ProcessSight { get; init; }

    public IReadOnlyList<ProtocolSockets>? ProtocolSockets { get; init; }

    /// <summary>Where raw sockets were read.</summary>
    public SocketSource RawSource { get; init; }

    public IReadOnlyList<NetlinkDrops> NetlinkDrops { get; init; } = [];

    /// <summary>Name by user id, of those that the file passwd has.</summary>
    public IReadOnlyDictionary<uint, string> UserNames { get; init; } = new Dictionary<uint, string>();

    public CounterTable? Counters { get; init; }

    public SocketStatistics? SocketStatistics { get; init; }

    public KernelLimits? Limits { get; init; }

    /// <summary>Null where the kernel does not say it.</summary>
    public SoftnetSample? Softnet { get; init; }

    /// <summary>Null when it was not read.</summary>
    public ConntrackSample? Conntrack { get; init; }

    /// <summary>Null when they were not read.</summary>
    public ConntrackFlowSample? ConntrackFlows { get; init; }

    public LinkTable? Links { get; init; }

    /// <summary>Null also where the kernel, or a recording, has none to say.</summary>
    public RouteSummary? Routes { get; init; }

    /// <summary>One entry a family; empty where the kernel, or a recording, says nothing of them.</summary>
    public IReadOnlyList<NeighbourCounts> Neighbours { get; init; } = [];

    public IReadOnlyList<MulticastGroups> MulticastGroups { get; init; } = [];

    /// <summary>Interfaces as they are shown; null when they could not be read.</summary>
    public IReadOnlyList<InterfaceRow>? Interfaces { get; init; }

    public IReadOnlyList<KeySetSize> KeySets { get; init; } = [];
}
