using System.Numerics;
using System.Runtime.InteropServices;
using SocketExporter.Kernel.Links;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling;

/// <summary>
/// Decides once per sample and key set which keys are shown by name and folds the rest, in the snapshot itself: every family of a set then shows the same keys,
/// and collectors know nothing of it. Gauges are folded by value, counters by increment.
/// </summary>
internal sealed class KeyFolding
{
    // Series of one key when all its families have something to say; see the collectors.
    private const int SeriesOfService = 6;
    private const int SeriesOfTcpListener = 9;
    private const int SeriesOfUdpEndpoint = 5;
    private const int SeriesOfUid = 4;
    private const int SeriesOfUnixPath = 3;
    private const int SeriesOfInterface = 15;

    // A service shows these states of TCP even at 0, a process the first and the third.
    private const uint ServiceStates = (1u << (int)TcpState.Established) | (1u << (int)TcpState.TimeWait) | (1u << (int)TcpState.CloseWait) | (1u << (int)TcpState.SynSent);
    private const uint ProcessStates = (1u << (int)TcpState.Established) | (1u << (int)TcpState.CloseWait);

    /// <summary>A queue from which on its key is in trouble.</summary>
    private const double TroubleRatio = 0.5;

    private readonly KeyRanking<(Direction Direction, ServicePort Port)> _services = new(
        "service", KeyLimits.Services, Comparer<(Direction Direction, ServicePort Port)>.Create(static (a, b) => (a.Port.Value, a.Direction).CompareTo((b.Port.Value, b.Direction))));

    private readonly KeyRanking<EndpointName> _listeners = new("listener", KeyLimits.Listeners, EndpointName.Order);
    private readonly KeyRanking<string> _processes = new("process", KeyLimits.Processes, StringComparer.Ordinal);
    private readonly KeyRanking<string> _uids = new("uid", KeyLimits.Uids, StringComparer.Ordinal);
    private readonly KeyRanking<(string Path, string Process)> _unixPaths = new(
        "unix_path", KeyLimits.UnixPaths, Comparer<(string Path, string Process)>.Create(static (a, b) => string.CompareOrdinal(a.Path + "\0" + a.Process, b.Path + "\0" + b.Process)));

    private readonly KeyRanking<string> _interfaces = new("interface", KeyLimits.Interfaces, StringComparer.Ordinal);
    private readonly RecentTrouble<EndpointName> _dropping = new();
    private readonly DropTotals _drops = new();
    private readonly InterfaceTotals _interfaceTotals = new();

    /// <param name="now">Time that never steps.</param>
    public Snapshot Fold(Snapshot snapshot, DateTimeOffset now)
    {
        RankSockets(snapshot, now);
        RankListeners(snapshot, now);
        _unixPaths.Rank(snapshot.UnixListeners.Select(static l => new KeyCandidate<(string, string)>((l.Path, l.Process), l.Queue + 1, l.FullestRatio >= TroubleRatio, SeriesOfUnixPath)), now);
        RankInterfaces(snapshot, now);
        FitPage();
        return snapshot with
        {
            Tally = FoldTally(snapshot.Tally),
            Owners = [.. snapshot.Owners.Select(owner => new Owner(ShownProcess(owner.Process), ShownUid(owner.Uid)))],
            Processes = FoldFiles(snapshot.Processes),
            Endpoints = FoldEndpoints(snapshot.Endpoints),
            UnixListeners = FoldUnix(snapshot.UnixListeners),
            Interfaces = snapshot.Links is { } links ? FoldInterfaces(links, now) : null,
            KeySets = [_services.Size, _listeners.Size, _processes.Size, _uids.Size, _unixPaths.Size, _interfaces.Size],
        };
    }

    private void RankSockets(Snapshot snapshot, DateTimeOffset now)
    {
        var services = new Dictionary<(Direction, ServicePort), (long Sockets, uint States)>();
        var processes = new Dictionary<string, (double Sockets, uint TcpStates, uint OtherStates)>();
        var uids = new Dictionary<string, long>();
        foreach (TallyRow row in snapshot.Tally)
        {
            uint state = 1u << row.Key.State;
            if (row.Key.Protocol == TallyProtocol.Tcp)
            {
                ref (long Sockets, uint States) service = ref CollectionsMarshal.GetValueRefOrAddDefault(services, ServiceOf(row.Key), out _);
                bool listener = (TcpState)row.Key.State == TcpState.Listen;
                service.Sockets += listener ? 0 : row.Cell.Sockets;
                service.States |= listener ? 0 : state;
            }

            Owner owner = snapshot.Owners[row.Key.OwnerIndex];
            ref (double Sockets, uint TcpStates, uint OtherStates) process = ref CollectionsMarshal.GetValueRefOrAddDefault(processes, owner.Process, out _);
            process.Sockets += row.Cell.Sockets;
            process.TcpStates |= row.Key.Protocol == TallyProtocol.Tcp ? state : 0;
            process.OtherStates |= row.Key.Protocol == TallyProtocol.Tcp ? 0 : state << ShiftOf(row.Key.Protocol);
            CollectionsMarshal.GetValueRefOrAddDefault(uids, owner.Uid, out _) += row.Cell.Sockets;
        }

        foreach (ProcessFiles files in snapshot.Processes)
        {
            // Among processes without sockets those with more files come first.
            CollectionsMarshal.GetValueRefOrAddDefault(processes, files.Process, out _).Sockets += Math.Clamp(files.OpenFiles, 0, 1_000_000) * 1e-7;
        }

        _services.Rank(services.Where(static s => !IsReserved(s.Key.Item2)).Select(static s => new KeyCandidate<(Direction, ServicePort)>(
            s.Key, s.Value.Sockets, false, SeriesOfService + BitOperations.PopCount(s.Value.States | ServiceStates))), now);
        _processes.Rank(processes.Where(static p => !IsReserved(p.Key)).Select(static p => new KeyCandidate<string>(
            p.Key, p.Value.Sockets, false, 7 + BitOperations.PopCount(p.Value.TcpStates | ProcessStates) + BitOperations.PopCount(p.Value.OtherStates))), now);
        _uids.Rank(uids.Where(static u => !IsReserved(u.Key)).Select(static u => new KeyCandidate<string>(u.Key, u.Value, false, SeriesOfUid)), now);
    }

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
        if (snapshot.Links is { } links)
        {
            // Two interfaces can have one name as text: bytes that are no UTF-8 look alike.
            _interfaces.Rank(
                links.Rows.Where(static link => !InterfaceFilter.IsFolded(link.Name)).DistinctBy(static link => link.Name).Select(static link => new KeyCandidate<string>(
                    ReservedLabel.FromName(link.Name), (link.Statistics?.ReceivedBytes ?? 0) + (double)(link.Statistics?.TransmittedBytes ?? 0), false, SeriesOfInterface)),
                now);
            _interfaces.AddFolded(links.Rows.Count(static link => InterfaceFilter.IsFolded(link.Name)));
        }
    }

    /// <summary>Takes from the key sets, in the written order, what would make the page too large.</summary>
    private void FitPage()
    {
        int excess = _services.Series + _listeners.Series + _processes.Series + _uids.Series + _unixPaths.Series + _interfaces.Series
            + KeyLimits.FixedSeries - KeyLimits.PageSeries;
        Take(_unixPaths, ref excess);
        Take(_uids, ref excess);
        Take(_interfaces, ref excess);
        Take(_processes, ref excess);
        Take(_listeners, ref excess);
        Take(_services, ref excess);
        if (excess < -KeyLimits.PageSlack)
        {
            // In the opposite order: who had to go last comes back first, one set a sample.
            _ = Relax(_services) || Relax(_listeners) || Relax(_processes) || Relax(_interfaces) || Relax(_uids) || Relax(_unixPaths);
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

    private TallyRow[] FoldTally(IReadOnlyList<TallyRow> rows)
    {
        var folded = new TallyRow[rows.Count];
        for (int i = 0; i < folded.Length; i++)
        {
            TallyKey key = rows[i].Key;
            bool hide = key.Protocol == TallyProtocol.Tcp && !IsReserved(key.Port) && !_services.IsShown(ServiceOf(key));
            folded[i] = hide ? rows[i] with { Key = key.WithPort(ServicePort.Other) } : rows[i];
        }

        return folded;
    }

    private ProcessFiles[] FoldFiles(IReadOnlyList<ProcessFiles> files)
        => [.. files.GroupBy(entry => ShownProcess(entry.Process)).Select(static group => new ProcessFiles(group.Key, group.Any(static entry => entry.OpenFiles < 0) ? ProcessFiles.NotKnown : group.Sum(static entry => entry.OpenFiles), group.All(static entry => entry.SocketsVisible)))];

    private EndpointGroup[] FoldEndpoints(IReadOnlyList<EndpointGroup> groups)
    {
        _drops.BeginSample();
        return
        [
            .. groups
                .GroupBy(group => _listeners.IsShown(group.Name) ? group.Name : EndpointName.Other(group.Name.Protocol))
                .Select(static joined => joined.Count() == 1 && joined.Single().Name == joined.Key ? joined.Single() : EndpointGroup.Join(joined.Key, joined))
                .Select(group => group with { DropsTotal = _drops.Add(group.Name, group.Drops) }),
        ];
    }

    private UnixListenerGroup[] FoldUnix(IReadOnlyList<UnixListenerGroup> groups)
    {
        var folded = new UnixListenerGroup(ReservedLabel.Other, ReservedLabel.Other, 0, 0, 0);
        var shown = new List<UnixListenerGroup>(groups.Count);
        bool any = false;
        foreach (UnixListenerGroup group in groups)
        {
            if (_unixPaths.IsShown((group.Path, group.Process)))
            {
                shown.Add(group);
                continue;
            }

            any = true;
            folded = folded with
            {
                Queue = folded.Queue + group.Queue,
                QueueLimit = folded.QueueLimit + group.QueueLimit,
                FullestRatio = Math.Max(folded.FullestRatio, group.FullestRatio),
            };
        }

        return any ? [.. shown, folded] : [.. shown];
    }

    private InterfaceRow[] FoldInterfaces(LinkTable links, DateTimeOffset now)
    {
        _interfaceTotals.BeginSample(now);
        var shown = new Dictionary<string, InterfaceRow>();
        LinkStatistics? other = null;
        foreach (LinkRow link in links.Rows)
        {
            string name = ReservedLabel.FromName(link.Name);
            bool show = _interfaces.IsShown(name) && !shown.ContainsKey(name);
            LinkStatistics? total = link.Statistics is { } counted ? _interfaceTotals.Add(link.Index, name, counted, show ? name : ReservedLabel.Other) : null;
            if (show)
            {
                shown.Add(name, new InterfaceRow(name, total, link));
            }
            else
            {
                other = total ?? other;
            }
        }

        _interfaceTotals.EndSample();
        return other is null ? [.. shown.Values] : [.. shown.Values, new InterfaceRow(ReservedLabel.Other, other, null)];
    }

    private string ShownProcess(string process) => IsReserved(process) || _processes.IsShown(process) ? process : ReservedLabel.Other;

    private string ShownUid(string uid) => IsReserved(uid) || _uids.IsShown(uid) ? uid : ReservedLabel.Other;

    /// <summary>States of different protocols are different series; there are at most 12 of each, and few of those that share bits.</summary>
    private static int ShiftOf(TallyProtocol protocol) => protocol switch
    {
        TallyProtocol.Udp => 16,
        TallyProtocol.Raw => 8,
        TallyProtocol.UdpLite => 20,
        _ => 0,
    };

    private static (Direction Direction, ServicePort Port) ServiceOf(TallyKey key)
        => ((TcpState)key.State == TcpState.Listen ? Direction.Inbound : key.Direction, key.Port);

    private static bool IsReserved(ServicePort port) => port == ServicePort.Ephemeral || port == ServicePort.Other;

    private static bool IsReserved(string label) => label is ReservedLabel.None or ReservedLabel.Unknown or ReservedLabel.Other;
}
