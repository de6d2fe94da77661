using System.Runtime.InteropServices;
using SocketExporter.Kernel.Links;
using SocketExporter.Sampling.Memory;
using SocketExporter.Sampling.Routing;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling;

/// <summary>
/// Folds what <see cref="ShownKeys"/> does not show by name, in the snapshot itself: every family of a set then shows the same keys, and collectors know nothing of it.
/// Gauges are folded by value, counters by increment.
/// </summary>
internal sealed class KeyFolding
{
    private readonly ServiceTotals _timeWaitStarts = new();
    private readonly KeyTotals<EndpointName> _drops = new();
    private readonly KeyTotals<EndpointName> _fullSeconds = new();
    private readonly RecentTrouble<EndpointName> _waiting = new();
    private readonly InterfaceTotals _interfaceTotals = new();
    private readonly ServiceTotals _retransmissions = new();
    private readonly ServiceTotals _sentSegments = new();
    private readonly ServiceTotals _sentBytes = new();
    private readonly ServiceTotals _receivedBytes = new();
    private readonly RoundTripTotals _roundTrips = new();
    private readonly ShownKeys _keys;

    /// <param name="interfaces">null: as without any setting.</param>
    public KeyFolding(InterfaceFilter? interfaces = null)
    {
        _keys = new ShownKeys(interfaces ?? InterfaceFilter.Default);
    }

    /// <summary>How full what it remembers is.</summary>
    public IEnumerable<TrackedSockets> Tracked =>
    [
        new("service_totals", Math.Max(Math.Max(_retransmissions.Count, _sentSegments.Count), _timeWaitStarts.Count), ServiceTotals.Capacity),
        new("rtt_totals", _roundTrips.Count, RoundTripTotals.Capacity),
        new("listener_drop_totals", _drops.Count, KeyTotals<EndpointName>.Capacity),
        new("listener_full_totals", _fullSeconds.Count, KeyTotals<EndpointName>.Capacity),
        new("interface_totals", _interfaceTotals.Count, InterfaceTotals.Capacity),
    ];

    /// <param name="now">Time that never steps.</param>
    public Snapshot Fold(Snapshot snapshot, DateTimeOffset now)
    {
        _keys.Rank(snapshot, now);
        return snapshot with
        {
            Tally = FoldTally(snapshot.Tally),
            IdleConnections = FoldIdle(snapshot.IdleConnections),
            StuckQueues = FoldStuck(snapshot.StuckQueues, snapshot.Owners),
            RoundTrips = snapshot.RoundTrips is { } observed ? _roundTrips.Add(observed, _keys.RoundTripPort) : null,
            Retransmissions = snapshot.Retransmissions is { } increases ? _retransmissions.Add(increases, _keys.Port) : null,
            Traffic = FoldTraffic(snapshot.Traffic),
            CloseWaits = FoldCloseWaits(snapshot.CloseWaits, snapshot.Owners),
            TimeWaitStarts = _timeWaitStarts.Add(snapshot.TimeWaitStarts, _keys.Port),
            EphemeralPorts = snapshot.EphemeralPorts is { } ports ? ports with { Tuples = [.. ports.Tuples.Where(tuple => _keys.HasTuple(tuple.Name))] } : null,
            Owners = [.. snapshot.Owners.Select(owner => new Owner(_keys.Process(owner.Process), _keys.Uid(owner.Uid)) { ControlGroup = _keys.ControlGroup(owner.ControlGroup) })],
            Processes = FoldFiles(snapshot.Processes),
            Endpoints = FoldEndpoints(snapshot.Endpoints, now),
            UnixListeners = FoldUnix(snapshot.UnixListeners),
            Interfaces = snapshot.Links is { } links ? FoldInterfaces(links, now) : null,
            MulticastGroups = RoutingFolding.Fold(snapshot.MulticastGroups, _keys.HasInterface),
            Routes = RoutingFolding.Fold(snapshot.Routes, _keys.Routes),
            KeySets = [.. _keys.Sizes, .. RoutingFolding.Sizes(snapshot.Routes, _keys.Routes)],
        };
    }

    private TallyRow[] FoldTally(IReadOnlyList<TallyRow> rows)
    {
        var folded = new TallyRow[rows.Count];
        for (int i = 0; i < folded.Length; i++)
        {
            TallyKey key = rows[i].Key;
            ServicePort port = key.Protocol == TallyProtocol.Tcp ? _keys.Port(ShownKeys.ServiceOf(key).Direction, key.Port) : key.Port;
            folded[i] = port == key.Port ? rows[i] : rows[i] with { Key = key.WithPort(port) };
        }

        return folded;
    }

    private IdleConnectionsRow[] FoldIdle(IReadOnlyList<IdleConnectionsRow> rows) =>
    [
        .. rows
            .GroupBy(row => (row.Direction, Port: _keys.Port(row.Direction, row.Port)))
            .Select(static group => new IdleConnectionsRow(group.Key.Direction, group.Key.Port, group.Sum(static row => row.Count))),
    ];

    private ServiceTraffic? FoldTraffic(ServiceTraffic? traffic) => traffic is null
        ? null
        : new ServiceTraffic(
            _sentSegments.Add(traffic.SentSegments, _keys.Port),
            _sentBytes.Add(traffic.SentBytes, _keys.Port),
            _receivedBytes.Add(traffic.ReceivedBytes, _keys.Port));

    private CloseWaitsRow[] FoldCloseWaits(IReadOnlyList<CloseWaitsRow> rows, IReadOnlyList<Owner> owners) =>
    [
        .. rows
            .GroupBy(row => (row.Direction, Port: _keys.Port(row.Direction, row.Port)))
            .SelectMany(service => LargestByName(
                    service, row => owners[row.OwnerIndex].Process, static row => row.Connections, KeyLimits.CloseWaitProcessesOfService, static row => row with { OwnerIndex = Owner.OtherIndex })
                .Select(row => row with { Port = service.Key.Port })),
    ];

    private StuckQueuesRow[]? FoldStuck(IReadOnlyList<StuckQueuesRow>? rows, IReadOnlyList<Owner> owners) => rows is null
        ? null
        :
        [
            .. rows
                .GroupBy(row => (row.Direction, Port: _keys.Port(row.Direction, row.Port)))
                .SelectMany(service => LargestByName(
                        service, row => owners[row.OwnerIndex].Process, static row => row.Queues, KeyLimits.StuckProcessesOfService, static row => row with { OwnerIndex = Owner.OtherIndex })
                    .Select(row => row with { Port = service.Key.Port })),
        ];

    /// <summary>
    /// Of one service the processes with most by name: a service that many call would have as many series as callers. What no process has, not accepted or left behind, stays apart however much
    /// there is of others: nobody is to be accused of it.
    /// </summary>
    private static IEnumerable<TRow> LargestByName<TRow>(IEnumerable<TRow> service, Func<TRow, string> processOf, Func<TRow, long> weight, int limit, Func<TRow, TRow> asOther) => service
        .GroupBy(processOf)
        .OrderBy(static process => process.Key == ReservedLabel.None)
        .ThenByDescending(process => process.Sum(weight))
        .ThenBy(static process => process.Key, StringComparer.Ordinal)
        .SelectMany((process, place) => place < limit || process.Key == ReservedLabel.None ? process : process.Select(asOther));

    private ProcessFiles[] FoldFiles(IReadOnlyList<ProcessFiles> files) =>
    [
        .. files.GroupBy(entry => _keys.Process(entry.Process)).Select(static group => new ProcessFiles(
            group.Key,
            group.Any(static entry => entry.OpenFiles < 0) ? ProcessFiles.NotKnown : group.Sum(static entry => entry.OpenFiles),
            group.All(static entry => entry.SocketsVisible),
            group.Max(static entry => entry.FullestRatio))),
    ];

    private EndpointGroup[] FoldEndpoints(IReadOnlyList<EndpointGroup> groups, DateTimeOffset now)
    {
        _drops.BeginSample();
        _fullSeconds.BeginSample();
        _waiting.BeginSample(now);
        return
        [
            .. groups
                .GroupBy(group => _keys.Listener(group.Name))
                .Select(static joined => joined.Count() == 1 && joined.Single().Name == joined.Key ? joined.Single() : EndpointGroup.Join(joined.Key, joined))
                .Select(group => group with
                {
                    DropsTotal = _drops.Add(group.Name, group.Drops),
                    FullSecondsTotal = _fullSeconds.Add(group.Name, group.FullSeconds),
                    HadWaiting = HadWaiting(group, now),
                }),
        ];
    }

    private bool HadWaiting(EndpointGroup group, DateTimeOffset now)
    {
        if (group.PeakQueue > 0)
        {
            _waiting.Note(group.Name, now);
        }

        return _waiting.Has(group.Name);
    }

    private UnixListenerGroup[] FoldUnix(IReadOnlyList<UnixListenerGroup> groups)
    {
        var folded = new UnixListenerGroup(ReservedLabel.Other, ReservedLabel.Other, 0, 0, 0);
        var shown = new List<UnixListenerGroup>(groups.Count);
        bool any = false;
        foreach (UnixListenerGroup group in groups)
        {
            if (_keys.HasUnixPath(group.Path, group.Process))
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
        foreach (ref readonly LinkRow link in links.Rows.AsSpan())
        {
            string name = ReservedLabel.FromName(link.Name);
            bool show = _keys.HasInterface(name) && !shown.ContainsKey(name);
            LinkStatistics? total = link.Statistics is LinkStatistics counted ? _interfaceTotals.Add(in link, in counted, show ? name : ReservedLabel.Other) : null;
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
}
