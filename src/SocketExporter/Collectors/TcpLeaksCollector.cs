using System.Runtime.InteropServices;
using SocketExporter.Metrics;
using SocketExporter.Snapshots;

namespace SocketExporter.Collectors;

/// <summary>
/// Connections that the peer has closed and the application has not: who leaks them, and where nobody accepts. How many there are is in <c>socket_tcp_connections</c>; these families are
/// there for services of which there is something to say.
/// </summary>
internal sealed class TcpLeaksCollector : ICollector
{
    private static readonly MetricFamily Oldest = MetricFamily.Gauge(
        "socket_tcp_close_wait_oldest_seconds",
        "Since when the oldest connection in CLOSE_WAIT has been seen in it: the peer has closed, the application has not; counted from the exporter's start for those that were there already. Absent while no sample has seen one twice; those that nobody has accepted do not count.",
        "sock_diag, inet_diag_msg, first seen by its cookie",
        KeySet.Service,
        Fold.Max,
        ["direction", "port", "process"]);

    private static readonly MetricFamily Unread = MetricFamily.Gauge(
        "socket_tcp_close_wait_unread_connections",
        "Connections in CLOSE_WAIT with bytes that the application has not read, the peer's FIN not counted; absent unless there was one within ten minutes; those that nobody has accepted do not count.",
        "sock_diag, inet_diag_msg.idiag_rqueue less 1",
        KeySet.Service,
        Fold.Sum,
        ["direction", "port", "process"]);

    private static readonly MetricFamily Unaccepted = MetricFamily.Gauge(
        "socket_tcp_close_wait_unaccepted_connections",
        "Connections in CLOSE_WAIT that nobody has accepted: their peers gave up waiting; a stalled accept loop and no leak.",
        "sock_diag, inet_diag_msg.idiag_inode 0",
        KeySet.Service,
        Fold.Sum,
        ["direction", "port"]);

    public string Name => "tcp-leaks";

    public string Summary => "TCP connections in CLOSE_WAIT by direction, service port and process: for how long, with unread data, and those that nobody accepted.";

    public Sections Needs => Sections.Tcp | Sections.Owners | Sections.TcpLeaks;

    public IReadOnlyList<MetricFamily> Families { get; } = [Oldest, Unread, Unaccepted];

    public void Collect(Snapshot snapshot, MetricWriter writer)
    {
        var leaks = new Dictionary<(Direction Direction, ServicePort Port, string Process), (int Unread, bool HadUnread, double? OldestSeconds)>();
        var unaccepted = new Dictionary<(Direction Direction, ServicePort Port), int>();
        foreach (CloseWaitsRow row in snapshot.CloseWaits)
        {
            // Of what nobody has open the control group may be known: there is more than one such owner.
            string process = snapshot.Owners[row.OwnerIndex].Process;
            if (process == ReservedLabel.None)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(unaccepted, (row.Direction, row.Port), out _) += row.Connections;
                continue;
            }

            ref (int Unread, bool HadUnread, double? OldestSeconds) leak = ref CollectionsMarshal.GetValueRefOrAddDefault(
                leaks, (row.Direction, row.Port, process), out _);
            leak = (leak.Unread + row.Unread, leak.HadUnread || row.HadUnread, leak.OldestSeconds > row.OldestSeconds ? leak.OldestSeconds : row.OldestSeconds ?? leak.OldestSeconds);
        }

        foreach (((Direction direction, ServicePort port, string name), (int unread, bool hadUnread, double? oldestSeconds)) in leaks)
        {
            if (hadUnread)
            {
                writer.Write(Unread, unread, StateNames.Direction(direction), port.Text, name);
            }

            if (oldestSeconds is { } seconds)
            {
                writer.Write(Oldest, seconds, StateNames.Direction(direction), port.Text, name);
            }
        }

        foreach (((Direction direction, ServicePort port), int connections) in unaccepted)
        {
            writer.Write(Unaccepted, connections, StateNames.Direction(direction), port.Text);
        }
    }
}
