using System.Runtime.InteropServices;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Metrics;
using SocketExporter.Snapshots;

namespace SocketExporter.Collectors;

/// <summary>Unix sockets by kind and state, and the accept queues of unix listeners by path and process.</summary>
internal sealed class UnixCollector : ICollector
{
    private static readonly string[] KindNames = ["stream", "dgram", "seqpacket"];

    private static readonly MetricFamily Sockets = MetricFamily.Gauge(
        "socket_unix_sockets",
        "Unix sockets by kind and state. Connecting are connections that their listener has not accepted yet.",
        "unix_diag, udiag_type and udiag_state; connecting from the listeners' UNIX_DIAG_RQLEN",
        labels: ["kind", "state"]);

    private static readonly MetricFamily Queue = MetricFamily.Gauge(
        "socket_unix_listener_accept_queue_connections",
        "Unix connections waiting for accept().",
        "unix_diag, UNIX_DIAG_RQLEN of listeners",
        KeySet.UnixPath,
        Fold.Sum,
        ["path", "process"]);

    private static readonly MetricFamily Limit = MetricFamily.Gauge(
        "socket_unix_listener_accept_queue_limit_connections",
        "Backlog in force, summed over these unix listeners; runs of four or more hex digits in path are shown as *.",
        "unix_diag, UNIX_DIAG_RQLEN of listeners",
        KeySet.UnixPath,
        Fold.Sum,
        ["path", "process"]);

    private static readonly MetricFamily FullestRatio = MetricFamily.Gauge(
        "socket_unix_listener_accept_queue_fullest_ratio",
        "Waiting / (limit + 1) of the fullest unix listener; 1 is full.",
        "unix_diag, UNIX_DIAG_RQLEN of listeners",
        KeySet.UnixPath,
        Fold.Max,
        ["path", "process"]);

    private static readonly MetricFamily Memory = MetricFamily.Gauge(
        "socket_unix_memory_bytes",
        "Memory of what the unix sockets of a process have sent and their peers have not read; the kernel charges it to the sender. Absent where there was none for ten minutes.",
        "unix_diag, UNIX_DIAG_RQLEN udiag_wqueue, which is the SK_MEMINFO_WMEM_ALLOC of UNIX_DIAG_MEMINFO",
        KeySet.Process,
        Fold.Sum,
        ["process"]);

    public string Name => "unix";

    public string Summary => "Unix sockets by kind and state; accept queues of unix listeners by path and process; memory of queues by process.";

    public Sections Needs => Sections.Unix | Sections.Owners;

    public IReadOnlyList<MetricFamily> Families { get; } = [Sockets, Queue, Limit, FullestRatio, Memory];

    public void Collect(Snapshot snapshot, MetricWriter writer)
    {
        long[,] counts = new long[KindNames.Length, StateNames.AllUnix.Length];
        var memory = new Dictionary<string, long>();
        foreach (TallyRow row in snapshot.Tally)
        {
            if (row.Key.Protocol is >= TallyProtocol.UnixStream and <= TallyProtocol.UnixSeqpacket)
            {
                counts[row.Key.Protocol - TallyProtocol.UnixStream, row.Key.State] += row.Cell.Sockets;
                if (row.Cell.HadSendQueue)
                {
                    CollectionsMarshal.GetValueRefOrAddDefault(memory, snapshot.Owners[row.Key.OwnerIndex].Process, out _) += row.Cell.SendQueueBytes;
                }
            }
        }

        for (int kind = 0; kind < KindNames.Length; kind++)
        {
            counts[kind, (int)UnixSocketState.Connecting] = snapshot.UnixConnecting[kind];
            foreach (UnixSocketState state in StateNames.AllUnix)
            {
                writer.Write(Sockets, counts[kind, (int)state], KindNames[kind], StateNames.Unix(state));
            }
        }

        foreach (UnixListenerGroup group in snapshot.UnixListeners)
        {
            writer.Write(Queue, group.Queue, group.Path, group.Process);
            writer.Write(Limit, group.QueueLimit, group.Path, group.Process);
            writer.Write(FullestRatio, group.FullestRatio, group.Path, group.Process);
        }

        foreach ((string process, long bytes) in memory)
        {
            writer.Write(Memory, bytes, process);
        }
    }
}
