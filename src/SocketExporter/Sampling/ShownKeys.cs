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
    private const int SeriesOfService = 9;
    private const int SeriesOfRetransmissions = 1;
    private const int SeriesOfTraffic = 3;
    private const int SeriesOfRoundTrips = 13;
    private const int SeriesOfStuckProcess = 6;
    private const int SeriesOfTcpListener = 9;
    private const int SeriesOfUdpEndpoint = 5;
    private const int SeriesOfUnixPath = 3;
    private const int SeriesOfInterface = 26;

    // A service shows these states of TCP even at 0, a process the first and the third.
    private static readonly StateSet ServiceStates = default(StateSet).With(TcpState.Established).With(TcpState.TimeWait).With(TcpState.CloseWait).With(TcpState.SynSent);
    private static readonly StateSet ProcessStates = default(StateSet).With(TcpState.Established).With(TcpState.CloseWait);

    /// <summary>A queue from which on its key is in trouble.</summary>
    private const double TroubleRatio = 0.5;

    private readonly KeyRanking<(Direction Direction, ServicePort Port)> _services = new(
        "service", KeyLimits.Services, Comparer<(Direction Direction, ServicePort Port)>.Create(static (a, b) => (a.Port.Value, a.Direction).CompareTo((b.Port.Value, b.Direction))));

    private readonly KeyRanking<(Direction Direction, ServicePort Port)> _roundTrips = new(
        "service_rtt", KeyLimits.RoundTripServices, Comparer<(Direction Direction, ServicePort Port)>.Create(static (a, b) => (a.Port.Value, a.Direction).CompareTo((b.Port.Value, b.Direction))));

    private readonly KeyRanking<EndpointName> _listeners = new("listener", KeyLimits.Listeners, EndpointName.Order);
    private readonly KeyRanking<string> _processes = new("process", KeyLimits.Processes, StringComparer.Ordinal);
    private readonly KeyRanking<string> _uids = new("uid", KeyLimits.Uids, StringComparer.Ordinal);
    private readonly KeyRanking<(string Path, string Process)> _unixPaths = new(
        "unix_path", KeyLimits.UnixPaths, Comparer<(string Path, string Process)>.Create(static (a, b) => string.CompareOrdinal(a.Path + "\0" + a.Process, b.Path + "\0" + b.Process)));

    private readonly KeyRanking<string> _interfaces = new("interface", KeyLimits.Interfaces, StringComparer.Ordinal);
    private readonly RecentTrouble<EndpointName> _dropping = new();
    private readonly InterfaceFilter _interfaceFilter;

    public ShownKeys(InterfaceFilter interfaces)
    {
        _interfaceFilter = interfaces;
    }

    /// <summary>Single routes that the page has room for.</summary>
    public int Routes { get; private set; }

    public IEnumerable<KeySetSize> Sizes => [_services.Size, _roundTrips.Size, _listeners.Size, _processes.Size, _uids.Size, _unixPaths.Size, _interfaces.Size];

    /// <param name="now">Time that never steps.</param>
    public void Rank(Snapshot snapshot, DateTimeOffset now)
    {
        RankSockets(snapshot, now);
        RankListeners(snapshot, now);
        _unixPaths.Rank(snapshot.UnixListeners.Select(static l => new KeyCandidate<(string, string)>((l.Path, l.Process), l.Queue + 1, l.FullestRatio >= TroubleRatio, SeriesOfUnixPath)), now);
        RankInterfaces(snapshot, now);
        FitPage(snapshot.Routes?.Entries?.Count ?? 0);
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

    public bool HasUnixPath(string path, string process) => _unixPaths.IsShown((path, process));

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

        // Whoever is stuck, or one process that says that nothing is.
        Dictionary<(Direction, ServicePort), int> stuck = (snapshot.StuckQueues ?? [])
            .Select(row => (Service: (row.Direction, row.Port), snapshot.Owners[row.OwnerIndex].Process))
            .Distinct()
            .CountBy(static row => row.Service)
            .ToDictionary();
        int seriesOfAnyService = SeriesOfService + (snapshot.Retransmissions is null ? 0 : SeriesOfRetransmissions) + (snapshot.Traffic is null ? 0 : SeriesOfTraffic);
        _services.Rank(
            services.Where(static s => !IsReserved(s.Key.Item2)).Select(s => new KeyCandidate<(Direction, ServicePort)>(
                s.Key,
                s.Value.Sockets,
                stuck.ContainsKey(s.Key),
                seriesOfAnyService + s.Value.States.With(ServiceStates).Count + (stuck.TryGetValue(s.Key, out int processes) ? SeriesOfStuckProcess * (1 + Math.Min(processes, KeyLimits.StuckProcessesOfService + 1)) : SeriesOfStuckProcess - 2))),
            now);
        _roundTrips.Rank(
            services.Where(s => snapshot.RoundTrips is not null && !IsReserved(s.Key.Item2) && _services.IsShown(s.Key)).Select(s => new KeyCandidate<(Direction, ServicePort)>(
                s.Key, s.Value.Sockets, stuck.ContainsKey(s.Key), SeriesOfRoundTrips)),
            now);
        _processes.Rank(processes.Where(static p => !IsReserved(p.Key)).Select(static p => new KeyCandidate<string>(p.Key, p.Value.Sockets, false, SeriesOfProcess(p.Value.States))), now);
        _uids.Rank(uids.Where(static u => !IsReserved(u.Key)).Select(static u => new KeyCandidate<string>(u.Key, u.Value.Sockets, false, SeriesOfUid(u.Value.States))), now);
    }

    /// <summary>Its states; two queues a protocol; open files and how near they are to their limit; memory of unix sockets.</summary>
    private static int SeriesOfProcess(StateSet states) => states.With(ProcessStates).Count + (2 * states.Protocols) + 2 + (states.HasUnix ? 1 : 0);

    /// <summary>A protocol each, and the user's name.</summary>
    private static int SeriesOfUid(StateSet states) => states.Protocols + 1;

    private void RankListeners(Snapshot snapshot, DateTimeOffset now)
    {
        _dropping.BeginSample(now);
        foreach (EndpointGroup group in snapshot.Endpoints)
        {
            if (group.Drops > 0)
            {
                _dropping.Note(group.Name, now);
            }
        }

        _listeners.Rank(
            snapshot.Endpoints.Select(group => new KeyCandidate<EndpointName>(
                group.Name,
                group.ListeningSockets + (group.Name.Protocol == EndpointProtocol.TcpListener ? group.Queue + group.SynRecv : 0),
                Math.Max(group.FullestRatio, group.FullestPeakRatio ?? 0) >= TroubleRatio || _dropping.Has(group.Name),
                group.Name.Protocol == EndpointProtocol.TcpListener ? SeriesOfTcpListener : SeriesOfUdpEndpoint)),
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
    private void FitPage(int routes)
    {
        int excess = _services.Series + _roundTrips.Series + _listeners.Series + _processes.Series + _uids.Series + _unixPaths.Series + _interfaces.Series
            + routes + KeyLimits.FixedSeries - KeyLimits.PageSeries;
        Routes = routes - Math.Clamp(excess, 0, routes);
        excess -= routes - Routes;
        Take(_roundTrips, ref excess);
        Take(_unixPaths, ref excess);
        Take(_uids, ref excess);
        Take(_interfaces, ref excess);
        Take(_processes, ref excess);
        Take(_listeners, ref excess);
        Take(_services, ref excess);
        if (excess < -KeyLimits.PageSlack)
        {
            // In the opposite order: who had to go last comes back first, one set a sample.
            _ = Relax(_services) || Relax(_listeners) || Relax(_processes) || Relax(_interfaces) || Relax(_uids) || Relax(_unixPaths) || Relax(_roundTrips);
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

    private static bool IsReserved(string label) => label is ReservedLabel.None or ReservedLabel.Unknown or ReservedLabel.Other;
}
