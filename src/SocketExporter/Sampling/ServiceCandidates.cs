using SocketExporter.Kernel.Sockets;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling;

/// <summary>How large each service is, whether it is in trouble, and how many series it would have.</summary>
internal static class ServiceCandidates
{
    /// <summary>A histogram: ten buckets, +Inf, sum and count.</summary>
    public const int SeriesOfRoundTrips = 13;

    // Series of one key when all its families have something to say; see the collectors.
    private const int SeriesOfService = 10;
    private const int SeriesOfRetransmissions = 1;
    private const int SeriesOfTraffic = 3;
    private const int SeriesOfStuckProcess = 6;
    private const int SeriesOfCloseWaitProcess = 2;

    /// <summary>A service with a connection that has been seen in CLOSE_WAIT for so long is in trouble.</summary>
    private const double CloseWaitTroubleSeconds = 60;

    // A service shows these states of TCP even at 0.
    private static readonly StateSet ServiceStates = default(StateSet).With(TcpState.Established).With(TcpState.TimeWait).With(TcpState.CloseWait).With(TcpState.SynSent);

    /// <param name="services">Connections and their states of all that may be shown by name.</param>
    public static KeyCandidate<(Direction Direction, ServicePort Port)>[] Of(
        Snapshot snapshot, IEnumerable<KeyValuePair<(Direction, ServicePort), (long Sockets, StateSet States)>> services)
    {
        Dictionary<(Direction, ServicePort), int> stuck = (snapshot.StuckQueues ?? [])
            .Select(row => (Service: (row.Direction, row.Port), snapshot.Owners[row.OwnerIndex].Process))
            .Distinct()
            .CountBy(static row => row.Service)
            .ToDictionary();
        ILookup<(Direction, ServicePort), CloseWaitsRow> closeWaits = snapshot.CloseWaits.ToLookup(static row => (row.Direction, row.Port));
        int ofEach = SeriesOfService + (snapshot.Retransmissions is null ? 0 : SeriesOfRetransmissions) + (snapshot.Traffic is null ? 0 : SeriesOfTraffic);
        return
        [
            .. services.Select(s => new KeyCandidate<(Direction, ServicePort)>(
                s.Key,
                s.Value.Sockets,
                stuck.ContainsKey(s.Key) || closeWaits[s.Key].Any(static row => row.OldestSeconds >= CloseWaitTroubleSeconds),
                ofEach
                    + s.Value.States.With(ServiceStates).Count
                    + SeriesOfStuck(stuck.GetValueOrDefault(s.Key))
                    + SeriesOfCloseWaits(closeWaits[s.Key].Select(row => snapshot.Owners[row.OwnerIndex].Process).Distinct().Count()))),
        ];
    }

    /// <summary>Whoever is stuck (those by name, the others, what nobody has), and one process that says that nothing is: without the ages of the oldest.</summary>
    private static int SeriesOfStuck(int processes)
        => (SeriesOfStuckProcess * Math.Min(processes, KeyLimits.StuckProcessesOfService + 2)) + (processes == 0 ? SeriesOfStuckProcess - 2 : SeriesOfStuckProcess);

    /// <summary>What nobody has accepted, and whoever does not close. No service without a CLOSE_WAIT has any of it.</summary>
    private static int SeriesOfCloseWaits(int processes) => processes == 0 ? 0 : 1 + (SeriesOfCloseWaitProcess * Math.Min(processes, KeyLimits.CloseWaitProcessesOfService + 1));
}
