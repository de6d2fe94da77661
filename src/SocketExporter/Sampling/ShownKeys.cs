using System.Runtime.InteropServices;
using SocketExporter.Kernel.Links;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling;

/// <summary>Decides once per sample and key set which keys have series of their own, and that the page stays within its limit.</summary>
internal sealed class ShownKeys
{
    // Series of one key when all its families have something to say; see the collectors.
    private const int SeriesOfTuple = 1;
    private const int SeriesOfTcpListener = 10;
    private const int SeriesOfUnexpectedListener = 1;
    private const int SeriesOfUdpEndpoint = 5;
    private const int SeriesOfUnixPath = 3;
    private const int SeriesOfInterface = 26;

    // A process shows these states of TCP even at 0.
    private static readonly StateSet ProcessStates = default(StateSet).With(TcpState.Established).With(TcpState.CloseWait);

    /// <summary>
    /// A listener that nobody allows goes before all that have no trouble. It is none itself: rules that fit nothing would take every place, also from a listener that drops.
    /// </summary>
    private const double UnexpectedWeight = 1e9;

    /// <summary>A queue from which on its key is in trouble.</summary>
    private const double TroubleRatio = 0.5;

    private readonly KeyRanking<(Direction Direction, ServicePort Port)> _services = new(
        "service", KeyLimits.Services, Comparer<(Direction Direction, ServicePort Port)>.Create(static (a, b) => (a.Port.Value, a.Direction).CompareTo((b.Port.Value, b.Direction))));

    private readonly KeyRanking<(Direction Direction, ServicePort Port)> _roundTrips = new(
        "service_rtt", KeyLimits.RoundTripServices, Comparer<(Direction Direction, ServicePort Port)>.Create(static (a, b) => (a.Port.Value, a.Direction).CompareTo((b.Port.Value, b.Direction))));

    private readonly KeyRanking<EndpointName> _listeners = new("listener", KeyLimits.Listeners, EndpointName.Order);
    private readonly KeyRanking<string> _processes = new("process", KeyLimits.Processes, StringComparer.Ordinal);
    private readonly KeyRanking<string> _uids = new("uid", KeyLimits.Uids, StringComparer.Ordinal);
    private readonly KeyRanking<string> _units = new("unit", KeyLimits.Units, StringComparer.Ordinal);
    private readonly KeyRanking<(string Id, string Pod)> _containers = new(
        "container", KeyLimits.Containers, Comparer<(string Id, string Pod)>.Create(static (a, b) => string.CompareOrdinal(a.Id + a.Pod, b.Id + b.Pod)));

    private readonly KeyRanking<(string Path, string Process)> _unixPaths = new(
        "unix_path", KeyLimits.UnixPaths, Comparer<(string Path, string Process)>.Create(static (a, b) => string.CompareOrdinal(a.Path + "\0" + a.Process, b.Path + "\0" + b.Process)));

    private readonly KeyRanking<string> _interfaces = new("interface", KeyLimits.Interfaces, StringComparer.Ordinal);
    private readonly KeyRanking<TupleName> _tuples = new("tuple", KeyLimits.Tuples, TupleName.Order);
    private readonly RecentTrouble<EndpointName> _losing = new();
    private readonly InterfaceFilter _interfaceFilter;

    public ShownKeys(InterfaceFilter interfaces)
    {
        _interfaceFilter = interfaces;
    }

    /// <summary>Single routes that the page has room for.</summary>
    public int Routes { get; private set; }

    public IEnumerable<KeySetSize> Sizes => [_services.Size, _roundTrips.Size, _listeners.Size, _processes.Size, _uids.Size, _units.Size, _containers.Size, _unixPaths.Size, _interfaces.Size, _tuples.Size];

    /// <param name="now">Time that never steps.</param>
    public void Rank(Snapshot snapshot, DateTimeOffset now)
    {
        RankSockets(snapshot, now);
        RankControlGroups(snapshot, now);
        RankListeners(snapshot, now);
        _unixPaths.Rank(snapshot.UnixListeners.Select(static l => new KeyCandidate<(string, string)>((l.Path, l.Process), l.Queue + 1, l.FullestRatio >= TroubleRatio, SeriesOfUnixPath)), now);
        RankInterfaces(snapshot, now);
        _tuples.Rank((snapshot.EphemeralPorts?.Tuples ?? []).Select(tuple => new KeyCandidate<TupleName>(
            tuple.Name, tuple.Ports, snapshot.EphemeralPorts!.RatioOf(tuple) >= TroubleRatio, SeriesOfTuple)), now);
        FitPage(snapshot.Routes?.Entries?.Count ?? 0, snapshot.ExpectedListeners.Count + snapshot.PeerConnections.Count);
    }

    /// <summary>The service that a row of the cube counts for.</summary>
    public static (Direction Direction, ServicePort Port) ServiceOf(TallyKey key)
        => ((TcpState)key.State == TcpState.Listen ? Direction.Inbound : key.Direction, key.Port);

    /// <summary>The port under which a service is shown.</summary>
    public ServicePort Port(Direction direction, ServicePort port) => IsReserved(port) || _services.IsShown((direction, port)) ? port : ServicePort.Other;

    /// <summary>The port under which a service's histogram is shown.</summary>
    public ServicePort RoundTripPort(Direction direction, ServicePort port)
        => Port(direction, port) is var shown && (IsReserved(shown) || _roundTrips.IsShown((direction, shown))) ? shown : ServicePort.Other;

    public EndpointName Listener(EndpointName name) => _listeners.IsShown(name) ? name : EndpointName.Other(name.Protocol);

    public string Process(string process) => IsReserved(process) || _processes.IsShown(process) ? process : ReservedLabel.Other;

    public string Uid(string uid) => IsReserved(uid) || _uids.IsShown(uid) ? uid : ReservedLabel.Other;

    /// <summary>The labels under which a control group is shown: unit and container are folded each for itself, a pod with its container.</summary>
    public ControlGroupLabels ControlGroup(ControlGroupLabels labels)
    {
        bool showsUnit = IsReserved(labels.Unit) || _units.IsShown(labels.Unit);
        bool showsContainer = IsNoContainer(labels) || _containers.IsShown((labels.ContainerId, labels.PodUid));
        return showsUnit && showsContainer
            ? labels
            : new ControlGroupLabels(
                showsUnit ? labels.Unit : ReservedLabel.Other,
                showsContainer ? labels.ContainerId : ReservedLabel.Other,
                showsContainer ? labels.PodUid : ReservedLabel.Other);
    }

    public bool HasUnixPath(string path, string process) => _unixPaths.IsShown((path, process));

    public bool HasTuple(TupleName name) => _tuples.IsShown(name);

    public bool HasInterface(string name) => _interfaces.IsShown(name);

    private void RankSockets(Snapshot snapshot, DateTimeOffset now)
    {
        var services = new Dictionary<(Direction, ServicePort), (long Sockets, StateSet States)>();
        var processes = new Dictionary<string, (double Sockets, StateSet States)>();
        var uids = new Dictionary<string, (long Sockets, StateSet States)>();
        foreach (TallyRow row in snapshot.Tally)
        {
            TallyKey key = row.Key;
            if (key.Protocol == TallyProtocol.Tcp)
            {
                ref (long Sockets, StateSet States) service = ref CollectionsMarshal.GetValueRefOrAddDefault(services, ServiceOf(key), out _);
                bool listener = (TcpState)key.State == TcpState.Listen;
                service = listener ? service : (service.Sockets + row.Cell.Sockets, service.States.With((TcpState)key.State));
            }

            Owner owner = snapshot.Owners[key.OwnerIndex];
            ref (double Sockets, StateSet States) process = ref CollectionsMarshal.GetValueRefOrAddDefault(processes, owner.Process, out _);
            process = (process.Sockets + row.Cell.Sockets, process.States.With(key.Protocol, key.State));
            ref (long Sockets, StateSet States) uid = ref CollectionsMarshal.GetValueRefOrAddDefault(uids, owner.Uid, out _);
            uid = (uid.Sockets + row.Cell.Sockets, uid.States.With(key.Protocol, key.State));
        }

        foreach (ProcessFiles files in snapshot.Processes)
        {
            // Among processes without sockets those with more files come first.
            CollectionsMarshal.GetValueRefOrAddDefault(processes, files.Process, out _).Sockets += Math.Clamp(files.OpenFiles, 0, 1_000_000) * 1e-7;
        }

        RankServices(snapshot, services, now);
        _processes.Rank(processes.Where(static p => !IsReserved(p.Key)).Select(static p => new KeyCandidate<string>(p.Key, p.Value.Sockets, false, SeriesOfProcess(p.Value.States))), now);
        _uids.Rank(uids.Where(static u => !IsReserved(u.Key)).Select(static u => new KeyCandidate<string>(u.Key, u.Value.Sockets, false, SeriesOfUid(u.Value.States))), now);
    }

    private void RankServices(Snapshot snapshot, Dictionary<(Direction, ServicePort), (long Sockets, StateSet States)> services, DateTimeOffset now)
    {
        KeyCandidate<(Direction Direction, ServicePort Port)>[] candidates = ServiceCandidates.Of(snapshot, services.Where(static s => !IsReserved(s.Key.Item2)));
        _services.Rank(candidates, now);
        _roundTrips.Rank(
            candidates.Where(service => snapshot.RoundTrips is not null && _services.IsShown(service.Key)).Select(static service => service with { Series = ServiceCandidates.SeriesOfRoundTrips }), now);
    }

    private void RankControlGroups(Snapshot snapshot, DateTimeOffset now)
    {
        var units = new Dictionary<string, (long Sockets, StateSet States)>();
        var containers = new Dictionary<(string Id, string Pod), (long Sockets, StateSet States)>();
        foreach (TallyRow row in snapshot.ControlGroups is { IsKnown: true } ? snapshot.Tally : [])
        {
            if (row.Key.HasControlGroup)
            {
                ControlGroupLabels labels = snapshot.Owners[row.Key.OwnerIndex].ControlGroup;
                if (!IsReserved(labels.Unit))
                {
                    Count(units, labels.Unit, row);
                }

                if (!IsNoContainer(labels))
                {
                    Count(containers, (labels.ContainerId, labels.PodUid), row);
                }
            }
        }

        _units.Rank(units.Select(static u => new KeyCandidate<string>(u.Key, u.Value.Sockets, false, u.Value.States.Count)), now);
        _containers.Rank(containers.Select(static c => new KeyCandidate<(string, string)>(c.Key, c.Value.Sockets, false, c.Value.States.Count)), now);

        static void Count<TKey>(Dictionary<TKey, (long Sockets, StateSet States)> counts, TKey key, in TallyRow row)
            where TKey : notnull
        {
            ref (long Sockets, StateSet States) count = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _);
            count = (count.Sockets + row.Cell.Sockets, count.States.With(row.Key.Protocol, row.Key.State));
        }
    }

    /// <summary>Its states; two queues a protocol; open files and how near they are to their limit; memory of unix sockets.</summary>
    private static int SeriesOfProcess(StateSet states) => states.With(ProcessStates).Count + (2 * states.Protocols) + 2 + (states.HasUnix ? 1 : 0);

    /// <summary>A protocol each, and the user's name.</summary>
    private static int SeriesOfUid(StateSet states) => states.Protocols + 1;

    private void RankListeners(Snapshot snapshot, DateTimeOffset now)
    {
        _losing.BeginSample(now);
        foreach (EndpointGroup group in snapshot.Endpoints)
        {
            if (group.Drops > 0 || group.FullSeconds > 0)
            {
                _losing.Note(group.Name, now);
            }
        }

        _listeners.Rank(
            snapshot.Endpoints.Select(group => new KeyCandidate<EndpointName>(
                group.Name,
                group.ListeningSockets + (group.Name.Protocol == EndpointProtocol.TcpListener ? group.Queue + group.SynRecv : 0) + (group.IsUnexpected ? UnexpectedWeight : 0),
                Math.Max(group.FullestRatio, group.FullestPeakRatio ?? 0) >= TroubleRatio || _losing.Has(group.Name),
                (group.Name.Protocol == EndpointProtocol.TcpListener ? SeriesOfTcpListener : SeriesOfUdpEndpoint) + (group.IsUnexpected ? SeriesOfUnexpectedListener : 0))),
            now);
    }

    private void RankInterfaces(Snapshot snapshot, DateTimeOffset now)
    {
        if (snapshot.Links is not { } links)
        {
            return;
        }

        // Two interfaces can have one name as text: bytes that are no UTF-8 look alike.
        var candidates = new Dictionary<string, double>();
        int folded = 0;
        foreach (ref readonly LinkRow link in links.Rows.AsSpan())
        {
            if (_interfaceFilter.IsFolded(link.Name))
            {
                folded++;
                continue;
            }

            candidates.TryAdd(ReservedLabel.FromName(link.Name), (link.Statistics?.ReceivedBytes ?? 0) + (double)(link.Statistics?.TransmittedBytes ?? 0));
        }

        _interfaces.Rank(candidates.Select(static link => new KeyCandidate<string>(link.Key, link.Value, false, SeriesOfInterface)), now);
        _interfaces.AddFolded(folded);
    }

    /// <summary>Takes from the key sets, in the written order, what would make the page too large.</summary>
    /// <param name="configured">Series that the configuration asks for by name.</param>
    private void FitPage(int routes, int configured)
    {
        int excess = _services.Series + _listeners.Series + _processes.Series + _uids.Series + _units.Series + _containers.Series + _unixPaths.Series + _interfaces.Series
            + _roundTrips.Series + _tuples.Series + routes + configured + KeyLimits.FixedSeries - KeyLimits.PageSeries;
        Routes = routes - Math.Clamp(excess, 0, routes);
        excess -= routes - Routes;
        Take(_roundTrips, ref excess);
        Take(_unixPaths, ref excess);
        Take(_uids, ref excess);
        Take(_units, ref excess);
        Take(_containers, ref excess);
        Take(_interfaces, ref excess);
        Take(_processes, ref excess);
        Take(_listeners, ref excess);
        Take(_services, ref excess);
        if (excess < -KeyLimits.PageSlack)
        {
            // In the opposite order: who had to go last comes back first, one set a sample.
            _ = Relax(_services) || Relax(_listeners) || Relax(_processes) || Relax(_interfaces) || Relax(_containers) || Relax(_units) || Relax(_uids) || Relax(_unixPaths) || Relax(_roundTrips);
        }

        static bool Relax<TKey>(KeyRanking<TKey> ranking)
            where TKey : notnull
        {
            bool closed = ranking.IsShrunk;
            ranking.Relax();
            return closed;
        }

        static void Take<TKey>(KeyRanking<TKey> ranking, ref int excess)
            where TKey : notnull
        {
            if (excess > 0)
            {
                int before = ranking.Series;
                ranking.ShrinkTo(Math.Max(0, before - excess));
                excess -= before - ranking.Series;
            }
        }
    }

    private static bool IsReserved(ServicePort port) => port == ServicePort.Ephemeral || port == ServicePort.Other;

    /// <summary>A pod can have sockets outside of anything that looks like a container.</summary>
    private static bool IsNoContainer(ControlGroupLabels labels) => IsReserved(labels.ContainerId) && IsReserved(labels.PodUid);

    private static bool IsReserved(string label) => label is ReservedLabel.None or ReservedLabel.Unknown or ReservedLabel.Other;
}
