using System.Runtime.InteropServices;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Metrics;
using SocketExporter.Snapshots;

namespace SocketExporter.Collectors;

/// <summary>TCP connections by service (direction and port): states, queues, and those in which nothing moves.</summary>
internal sealed class TcpConnectionsCollector : ICollector
{
    // A service that is shown says these even at 0: an alert on a leak or a storm must not wait for the first to appear.
    private static readonly TcpState[] AlwaysShown = [TcpState.Established, TcpState.TimeWait, TcpState.CloseWait, TcpState.SynSent];

    private static readonly MetricFamily Connections = MetricFamily.Gauge(
        "socket_tcp_connections",
        "TCP connections, listeners not among them, by who began them and the service's port: the local one of inbound, the remote one of outbound connections.",
        "sock_diag, inet_diag_msg",
        KeySet.Service,
        Fold.Sum,
        ["direction", "port", "state"]);

    private static readonly MetricFamily ReceiveQueueBytes = Queue(
        "socket_tcp_receive_queue_bytes",
        "Bytes received and not yet read by the application (Recv-Q; the kernel counts a FIN as one).",
        "idiag_rqueue",
        Fold.Sum);

    private static readonly MetricFamily ReceiveQueueMaxBytes = Queue(
        "socket_tcp_receive_queue_max_bytes",
        "The fullest receive queue of one connection; absent unless one held something within ten minutes.",
        "idiag_rqueue",
        Fold.Max);

    private static readonly MetricFamily SendQueueBytes = Queue(
        "socket_tcp_send_queue_bytes",
        "Bytes written and not yet acknowledged by the peer (Send-Q; the kernel counts a SYN or FIN as one).",
        "idiag_wqueue",
        Fold.Sum);

    private static readonly MetricFamily SendQueueMaxBytes = Queue(
        "socket_tcp_send_queue_max_bytes",
        "The fullest send queue of one connection; absent unless one held something within ten minutes.",
        "idiag_wqueue",
        Fold.Max);

    private static readonly MetricFamily ReceiveQueued = Queue(
        "socket_tcp_receive_queued_connections",
        "Connections with unread bytes; the end of the stream alone does not count.",
        "idiag_rqueue",
        Fold.Sum);

    private static readonly MetricFamily SendQueued = Queue(
        "socket_tcp_send_queued_connections",
        "Connections with unacknowledged bytes; a SYN or FIN alone does not count.",
        "idiag_wqueue",
        Fold.Sum);

    private static readonly MetricFamily Retransmitting = MetricFamily.Gauge(
        "socket_tcp_retransmitting_connections",
        "Connections that wait for an acknowledgment after a retransmission, of a SYN or SYN-ACK too.",
        "sock_diag, inet_diag_msg.idiag_timer 1 and idiag_retrans",
        KeySet.Service,
        Fold.Sum,
        ["direction", "port"]);

    private static readonly MetricFamily ZeroWindow = MetricFamily.Gauge(
        "socket_tcp_zero_window_connections",
        "Connections with something to send whose peer offers no window, or one too small for the next segment: the kernel probes it (ss: timer persist).",
        "sock_diag, inet_diag_msg.idiag_timer 4",
        KeySet.Service,
        Fold.Sum,
        ["direction", "port"]);

    private static readonly MetricFamily IdleWithoutKeepalive = MetricFamily.Gauge(
        "socket_tcp_idle_without_keepalive_connections",
        "Established connections without data for an hour and without keepalive: nobody would notice that the peer is gone. Counted at least every five minutes; absent where there are none.",
        "sock_diag, inet_diag_msg.idiag_timer 0 and tcp_info tcpi_last_data_sent, tcpi_last_data_recv",
        KeySet.Service,
        Fold.Sum,
        ["direction", "port"]);

    private static readonly MetricFamily TimeWaitStarted = MetricFamily.Counter(
        "socket_tcp_time_wait_started_total",
        "Connections seen to have entered TIME_WAIT, by what is left of its 60 s; not those that were over before a sample saw them, and once more where a peer repeats its FIN after a sample.",
        "sock_diag, inet_diag_msg.idiag_expires",
        KeySet.Service,
        Fold.Sum,
        ["direction", "port"]);

    public string Name => "tcp-connections";

    public string Summary => "TCP connections, their queues, retransmissions, closed windows and entries into TIME_WAIT by direction and service port.";

    public Sections Needs => Sections.Tcp;

    public IReadOnlyList<MetricFamily> Families { get; } =
        [Connections, ReceiveQueueBytes, ReceiveQueueMaxBytes, SendQueueBytes, SendQueueMaxBytes, ReceiveQueued, SendQueued, Retransmitting, ZeroWindow, IdleWithoutKeepalive, TimeWaitStarted];

    public void Collect(Snapshot snapshot, MetricWriter writer)
    {
        foreach (((Direction Direction, ServicePort Port) service, Totals totals) in RollUp(snapshot))
        {
            string direction = StateNames.Direction(service.Direction);
            string port = service.Port.Text;
            foreach (TcpState state in StateNames.AllTcp)
            {
                if ((totals.Seen & (1u << (int)state)) != 0 || AlwaysShown.Contains(state))
                {
                    writer.Write(Connections, totals.ByState[(int)state], direction, port, StateNames.Tcp(state));
                }
            }

            writer.Write(ReceiveQueueBytes, totals.Cell.ReceiveQueueBytes, direction, port);
            if (totals.Cell.HadReceiveQueue)
            {
                writer.Write(ReceiveQueueMaxBytes, totals.Cell.ReceiveQueueMaxBytes, direction, port);
            }

            writer.Write(SendQueueBytes, totals.Cell.SendQueueBytes, direction, port);
            if (totals.Cell.HadSendQueue)
            {
                writer.Write(SendQueueMaxBytes, totals.Cell.SendQueueMaxBytes, direction, port);
            }

            writer.Write(ReceiveQueued, totals.Cell.ReceiveQueued, direction, port);
            writer.Write(SendQueued, totals.Cell.SendQueued, direction, port);
            writer.Write(Retransmitting, totals.Cell.Retransmitting, direction, port);
            writer.Write(ZeroWindow, totals.Cell.ZeroWindow, direction, port);
        }

        ServiceCounters.Write(writer, TimeWaitStarted, snapshot, snapshot.TimeWaitStarts);

        foreach (IdleConnectionsRow idle in snapshot.IdleConnections)
        {
            writer.Write(IdleWithoutKeepalive, idle.Count, StateNames.Direction(idle.Direction), idle.Port.Text);
        }
    }

    private static Dictionary<(Direction Direction, ServicePort Port), Totals> RollUp(Snapshot snapshot)
    {
        var services = new Dictionary<(Direction Direction, ServicePort Port), Totals>();
        foreach (TallyRow row in snapshot.Tally)
        {
            if (row.Key.Protocol != TallyProtocol.Tcp)
            {
                continue;
            }

            // A listener makes its port a service, with or without connections, and is no connection itself.
            bool listener = (TcpState)row.Key.State == TcpState.Listen;
            (Direction, ServicePort Port) service = (listener ? Direction.Inbound : row.Key.Direction, row.Key.Port);
            ref Totals? totals = ref CollectionsMarshal.GetValueRefOrAddDefault(services, service, out _);
            totals ??= new Totals();
            if (!listener)
            {
                totals.ByState[row.Key.State] += row.Cell.Sockets;
                totals.Seen |= 1u << row.Key.State; // a cell at 0 is a series that ends in a while
                totals.Cell.Add(row.Cell);
            }
        }

        return services;
    }

    private static MetricFamily Queue(string name, string help, string field, Fold fold)
        => MetricFamily.Gauge(name, help, $"sock_diag, inet_diag_msg.{field}", KeySet.Service, fold, ["direction", "port"]);

    private sealed class Totals
    {
        public readonly long[] ByState = new long[12];
        public TallyCell Cell;
        public uint Seen;
    }
}
