using System.Runtime.InteropServices;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Metrics;
using SocketExporter.Snapshots;

namespace SocketExporter.Collectors;

/// <summary>Sockets, queues and file descriptors by process name.</summary>
internal sealed class ProcessesCollector : ICollector
{
    private static readonly MetricFamily Sockets = MetricFamily.Gauge(
        "socket_process_sockets",
        "Sockets by process name, protocol and state (in the words of the protocol's own family).",
        "sock_diag inode against /proc/PID/fd",
        KeySet.Process,
        Fold.Sum,
        ["process", "protocol", "state"]);

    private static readonly MetricFamily ReceiveQueueBytes = MetricFamily.Gauge(
        "socket_process_receive_queue_bytes",
        "What waits to be read, by process name and protocol, as ss shows Recv-Q: bytes of TCP and unix streams, memory of UDP datagrams, the first datagram of other unix sockets. Absent unless there was something within ten minutes.",
        "sock_diag idiag_rqueue, unix_diag UNIX_DIAG_RQLEN",
        KeySet.Process,
        Fold.Sum,
        ["process", "protocol"]);

    private static readonly MetricFamily SendQueueBytes = MetricFamily.Gauge(
        "socket_process_send_queue_bytes",
        "What the peer has not taken, by process name and protocol, as ss shows Send-Q: bytes of TCP, memory of UDP and unix sockets. Absent unless there was something within ten minutes.",
        "sock_diag idiag_wqueue, unix_diag UNIX_DIAG_RQLEN",
        KeySet.Process,
        Fold.Sum,
        ["process", "protocol"]);

    private static readonly MetricFamily FileDescriptors = MetricFamily.Gauge(
        "socket_process_file_descriptors",
        "Open file descriptors of all processes of that name; absent where they are not visible to the exporter.",
        "/proc/PID/fd",
        KeySet.Process,
        Fold.Sum,
        ["process"]);

    private static readonly MetricFamily FullestRatio = MetricFamily.Gauge(
        "socket_process_file_descriptors_fullest_ratio",
        "Open file descriptors against the soft limit (RLIMIT_NOFILE) of the process of that name that is nearest to it; at 1 it can open nothing more.",
        "/proc/PID/fd, /proc/PID/limits",
        KeySet.Process,
        Fold.Max,
        ["process"]);

    public string Name => "processes";

    public string Summary => "Sockets, queue bytes and file descriptors by process name.";

    public Sections Needs => Sections.Processes | Sections.Tcp | Sections.Udp | Sections.Unix | Sections.Raw | Sections.UdpLite;

    public IReadOnlyList<MetricFamily> Families { get; } = [Sockets, ReceiveQueueBytes, SendQueueBytes, FileDescriptors, FullestRatio];

    public void Collect(Snapshot snapshot, MetricWriter writer)
    {
        var sockets = new Dictionary<(string Process, string Protocol, string State), long>();
        var queues = new Dictionary<(string Process, string Protocol), TallyCell>();
        foreach (TallyRow row in snapshot.Tally)
        {
            string process = snapshot.Owners[row.Key.OwnerIndex].Process;
            string protocol = StateNames.Protocol(row.Key.Protocol);
            ShowCloseWait(sockets, process);
            CollectionsMarshal.GetValueRefOrAddDefault(sockets, (process, protocol, StateNames.Of(row.Key)), out _) += row.Cell.Sockets;
            CollectionsMarshal.GetValueRefOrAddDefault(queues, (process, protocol), out _).Add(row.Cell);
        }

        foreach (ProcessFiles files in snapshot.Processes)
        {
            if (files.FullestRatio is { } fullest)
            {
                writer.Write(FullestRatio, fullest, files.Process);
            }

            if (files.OpenFiles > 0)
            {
                writer.Write(FileDescriptors, files.OpenFiles, files.Process);
                if (files.SocketsVisible)
                {
                    ShowCloseWait(sockets, files.Process);
                }
            }
        }

        foreach (((string Process, string Protocol, string State) key, long count) in sockets)
        {
            writer.Write(Sockets, count, key.Process, key.Protocol, key.State);
        }

        foreach (((string Process, string Protocol) key, TallyCell queue) in queues)
        {
            // Of most processes queues are empty for months.
            if (queue.HadReceiveQueue)
            {
                writer.Write(ReceiveQueueBytes, queue.ReceiveQueueBytes, key.Process, key.Protocol);
            }

            if (queue.HadSendQueue)
            {
                writer.Write(SendQueueBytes, queue.SendQueueBytes, key.Process, key.Protocol);
            }
        }
    }

    /// <summary>A process that is shown says these two even at 0: a leak must not wait for its first CLOSE_WAIT to have a series.</summary>
    private static void ShowCloseWait(Dictionary<(string Process, string Protocol, string State), long> sockets, string process)
    {
        sockets.TryAdd((process, "tcp", StateNames.Tcp(TcpState.Established)), 0);
        sockets.TryAdd((process, "tcp", StateNames.Tcp(TcpState.CloseWait)), 0);
    }
}
