using SocketExporter.Metrics;
using SocketExporter.Snapshots;

namespace SocketExporter.Collectors;

/// <summary>Who listens where, and how full the accept queues are.</summary>
internal sealed class ListenersCollector : ICollector
{
    private static readonly MetricFamily Info = MetricFamily.Gauge(
        "socket_listener_info",
        "1 for each listening (protocol, address, port, process) that is shown by name, with the scope from which it can be reached (loopback, any or specific) and the systemd unit, container and pod in which it was made.",
        "sock_diag; process from /proc/PID/fd, unit and container from INET_DIAG_CGROUP_ID",
        KeySet.Listener,
        Fold.None,
        ["protocol", "address", "port", "process", "scope", "unit", "container_id", "pod_uid"]);

    private static readonly MetricFamily Sockets = Tcp(
        "socket_tcp_listener_sockets",
        "Listening sockets of the group: more than 1 with SO_REUSEPORT.",
        "state LISTEN",
        Fold.Sum);

    private static readonly MetricFamily Queue = Tcp(
        "socket_tcp_listener_accept_queue_connections",
        "Connections waiting for accept().",
        "idiag_rqueue of listeners",
        Fold.Sum);

    private static readonly MetricFamily PeakQueue = Tcp(
        "socket_tcp_listener_accept_queue_peak_connections",
        "The most seen waiting for accept() within the peak window, looked at several times a second; absent where nobody waited within ten minutes.",
        "idiag_rqueue of listeners",
        Fold.Max);

    private static readonly MetricFamily Limit = Tcp(
        "socket_tcp_listener_accept_queue_limit_connections",
        "Backlog in force, the smaller of listen()'s argument and net.core.somaxconn, summed over the sockets of the group; how full it is says the fullest ratio.",
        "idiag_wqueue of listeners",
        Fold.Sum);

    private static readonly MetricFamily FullestRatio = Tcp(
        "socket_tcp_listener_accept_queue_fullest_ratio",
        "Waiting / (limit + 1) of the fullest socket of the group; 1 is full, new connections are being dropped.",
        "idiag_rqueue and idiag_wqueue of listeners",
        Fold.Max);

    private static readonly MetricFamily FullestPeakRatio = Tcp(
        "socket_tcp_listener_accept_queue_fullest_peak_ratio",
        "The highest waiting / (limit + 1) of a socket of the group seen within the peak window; 1 is full, absent where nobody waited within ten minutes.",
        "idiag_rqueue and idiag_wqueue of listeners",
        Fold.Max);

    private static readonly MetricFamily FullSeconds = MetricFamily.Counter(
        "socket_tcp_listener_accept_queue_full_seconds_total",
        "Time for which the accept queue of a socket of the group was seen full, since the exporter started: a look that sees it so counts the time since the look before, at most twice the usual. Absent until a connection was seen waiting.",
        "sock_diag, idiag_rqueue and idiag_wqueue of listeners, looked at several times a second",
        KeySet.Listener,
        Fold.Sum,
        ["address", "port", "process"]);

    private static readonly MetricFamily SynRecv = Tcp(
        "socket_tcp_listener_syn_recv_connections",
        "Handshakes that this listener has begun and the peer has not finished; absent where there was none within ten minutes.",
        "state SYN_RECV",
        Fold.Sum);

    private static readonly MetricFamily Drops = MetricFamily.Counter(
        "socket_tcp_listener_drops_total",
        "Packets dropped at these listeners since the exporter started: attempts to connect, for a full queue, memory or a SYN flood, but harmless ones too, as bare ACKs under TCP_DEFER_ACCEPT, repeated SYNs and resets to unfinished handshakes, which TcpExt ListenDrops does not count.",
        "sock_diag, INET_DIAG_SKMEMINFO drops of listeners",
        KeySet.Listener,
        Fold.Sum,
        ["address", "port", "process"]);

    private static readonly MetricFamily Opened = MetricFamily.Counter(
        "socket_listeners_opened_total",
        "Listening sockets that have appeared since the exporter started, by cookie: each member of a group counts, a restart counts one here and one as closed; on an ephemeral port, and UDP from port 1024 on, after ten minutes, unless the configuration names the port.",
        "sock_diag, inet_diag_msg.id.idiag_cookie",
        labels: ["protocol"]);

    private static readonly MetricFamily Closed = MetricFamily.Counter(
        "socket_listeners_closed_total",
        "Listening sockets that were there at the start or counted as opened and have vanished since: missing from two samples in a row.",
        "sock_diag, inet_diag_msg.id.idiag_cookie",
        labels: ["protocol"]);

    public string Name => "listeners";

    public string Summary => "Listening sockets by address, port and process; TCP accept queues against their limits, their peaks, drops and time at the limit; listeners that come and go.";

    public Sections Needs => Sections.Tcp | Sections.Owners;

    public IReadOnlyList<MetricFamily> Families { get; } = [Info, Sockets, Queue, PeakQueue, Limit, FullestRatio, FullestPeakRatio, FullSeconds, SynRecv, Drops, Opened, Closed];

    public void Collect(Snapshot snapshot, MetricWriter writer)
    {
        foreach (EndpointGroup group in snapshot.Endpoints)
        {
            bool tcp = group.Name.Protocol == EndpointProtocol.TcpListener;
            (_, string address, string port, string process) = group.Name;
            if (group.ListeningSockets > 0 && address != ReservedLabel.Other)
            {
                ControlGroupLabels labels = snapshot.ControlGroups is { IsKnown: true } ? group.ControlGroup : ControlGroupLabels.Unknown;
                writer.Write(Info, 1, StateNames.Protocol(group.Name.Protocol), address, port, process, Scope(group.Scope), labels.Unit, labels.ContainerId, labels.PodUid);
            }

            if (tcp)
            {
                writer.Write(Sockets, group.ListeningSockets, address, port, process);
                writer.Write(Queue, group.Queue, address, port, process);
                writer.Write(Limit, group.QueueLimit, address, port, process);
                writer.Write(FullestRatio, group.FullestRatio, address, port, process);
                if (group.SynRecv > 0 || group.HadSynRecv)
                {
                    writer.Write(SynRecv, group.SynRecv, address, port, process);
                }

                writer.Write(Drops, group.DropsTotal, address, port, process);
                if (group is { PeakQueue: { } peak, FullestPeakRatio: { } peakRatio })
                {
                    if (peak > 0 || group.HadWaiting)
                    {
                        writer.Write(PeakQueue, peak, address, port, process);
                        writer.Write(FullestPeakRatio, peakRatio, address, port, process);
                    }

                    if (peak > 0 || group.HadWaiting || group.FullSecondsTotal > 0)
                    {
                        writer.Write(FullSeconds, group.FullSecondsTotal, address, port, process);
                    }
                }
            }
        }

        foreach (ListenerChanges changes in snapshot.ListenerChanges)
        {
            writer.Write(Opened, changes.Opened, StateNames.Protocol(changes.Protocol));
            writer.Write(Closed, changes.Closed, StateNames.Protocol(changes.Protocol));
        }
    }

    private static string Scope(EndpointScope scope) => scope switch
    {
        EndpointScope.Loopback => "loopback",
        EndpointScope.Any => "any",
        _ => "specific",
    };

    private static MetricFamily Tcp(string name, string help, string source, Fold fold)
        => MetricFamily.Gauge(name, help, $"sock_diag, {source}", KeySet.Listener, fold, ["address", "port", "process"]);
}
