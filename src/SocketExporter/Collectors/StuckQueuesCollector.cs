using System.Runtime.InteropServices;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Metrics;
using SocketExporter.Snapshots;

namespace SocketExporter.Collectors;

/// <summary>TCP connections in whose queues nothing moves, by service and process: who does not read, and whose peer does not acknowledge.</summary>
internal sealed class StuckQueuesCollector : ICollector
{
    private const string Source = "sock_diag, inet_diag_msg and tcp_info tcpi_bytes_received, tcpi_bytes_acked";

    private static readonly MetricFamily Receiving = Family(
        "socket_tcp_receive_stuck_connections",
        "Connections with unread bytes of which the application has read nothing for stuck.after; CLOSE_WAIT has families of its own.",
        Fold.Sum);

    private static readonly MetricFamily ReceivingOldest = Family(
        "socket_tcp_receive_stuck_oldest_seconds",
        "How long the application has read nothing of the connection that waits longest; absent while none is stuck.",
        Fold.Max);

    private static readonly MetricFamily Sending = MetricFamily.Gauge(
        "socket_tcp_send_stuck_connections",
        "Connections with sent bytes of which the peer has acknowledged nothing for stuck.after: zero_window, it has no room; retransmitting, it does not answer; other.",
        Source,
        KeySet.Service,
        Fold.Sum,
        ["direction", "port", "process", "reason"]);

    private static readonly MetricFamily SendingOldest = Family(
        "socket_tcp_send_stuck_oldest_seconds",
        "How long the peer has acknowledged nothing of the connection that waits longest; absent while none is stuck.",
        Fold.Max);

    public string Name => "stuck-queues";

    public string Summary => "TCP connections in whose queues nothing moves, by direction, service port and process.";

    public Sections Needs => Sections.Tcp | Sections.Owners | Sections.QueueProgress;

    public IReadOnlyList<MetricFamily> Families { get; } = [Receiving, ReceivingOldest, Sending, SendingOldest];

    public void Collect(Snapshot snapshot, MetricWriter writer)
    {
        if (snapshot.StuckQueues is not { } stuck)
        {
            return;
        }

        foreach (((Direction Direction, ServicePort Port, string Process) key, Totals totals) in RollUp(snapshot, stuck))
        {
            string direction = StateNames.Direction(key.Direction);
            string port = key.Port.Text;
            writer.Write(Receiving, totals.Receiving, direction, port, key.Process);
            if (totals.Receiving > 0)
            {
                writer.Write(ReceivingOldest, totals.ReceivingOldest, direction, port, key.Process);
            }

            for (int reason = 0; reason < StateNames.StuckReasons.Count; reason++)
            {
                writer.Write(Sending, totals.Sending[reason], direction, port, key.Process, StateNames.StuckReasons[reason]);
            }

            if (totals.Sending.Sum() > 0)
            {
                writer.Write(SendingOldest, totals.SendingOldest, direction, port, key.Process);
            }
        }
    }

    private static Dictionary<(Direction Direction, ServicePort Port, string Process), Totals> RollUp(Snapshot snapshot, IReadOnlyList<StuckQueuesRow> stuck)
    {
        var totals = new Dictionary<(Direction Direction, ServicePort Port, string Process), Totals>();
        foreach (((Direction direction, ServicePort port), string process) in ProcessOfServices(snapshot))
        {
            totals.Add((direction, port, process), new Totals()); // nothing is stuck there, and that is said
        }

        foreach (StuckQueuesRow row in stuck)
        {
            ref Totals? sum = ref CollectionsMarshal.GetValueRefOrAddDefault(totals, (row.Direction, row.Port, snapshot.Owners[row.OwnerIndex].Process), out _);
            sum ??= new Totals();
            sum.Receiving += row.Receiving;
            sum.ReceivingOldest = Math.Max(sum.ReceivingOldest, row.ReceivingOldestSeconds);
            sum.SendingOldest = Math.Max(sum.SendingOldest, row.SendingOldestSeconds);
            for (int reason = 0; reason < StateNames.StuckReasons.Count; reason++)
            {
                sum.Sending[reason] += row.Sending[reason];
            }
        }

        return totals;
    }

    /// <summary>
    /// Of each service the process that says that nothing is stuck: one, so that a service that many call has one series of each kind and not as many as callers. Of those that have it
    /// open the first by name, which is the same as long as that process is there.
    /// </summary>
    private static Dictionary<(Direction Direction, ServicePort Port), string> ProcessOfServices(Snapshot snapshot)
    {
        var services = new Dictionary<(Direction Direction, ServicePort Port), string>();
        foreach (TallyRow row in snapshot.Tally)
        {
            if (row.Key.Protocol != TallyProtocol.Tcp)
            {
                continue;
            }

            Direction direction = (TcpState)row.Key.State == TcpState.Listen ? Direction.Inbound : row.Key.Direction;
            string process = snapshot.Owners[row.Key.OwnerIndex].Process;
            ref string? first = ref CollectionsMarshal.GetValueRefOrAddDefault(services, (direction, row.Key.Port), out _);
            first = first is null || Compare(process, first) < 0 ? process : first;
        }

        return services;

        // Who is known before who is not, and everybody before nobody.
        static int Compare(string left, string right) => Rank(left) != Rank(right) ? Rank(left) - Rank(right) : string.CompareOrdinal(left, right);

        static int Rank(string process) => process == ReservedLabel.None ? 2 : process is ReservedLabel.Unknown or ReservedLabel.Other ? 1 : 0;
    }

    private static MetricFamily Family(string name, string help, Fold fold)
        => MetricFamily.Gauge(name, help, Source, KeySet.Service, fold, ["direction", "port", "process"]);

    private sealed class Totals
    {
        public readonly int[] Sending = new int[StateNames.StuckReasons.Count];
        public int Receiving;
        public double ReceivingOldest;
        public double SendingOldest;
    }
}
