using SocketExporter.Kernel.Sockets;
using SocketExporter.Metrics;
using SocketExporter.Snapshots;

namespace SocketExporter.Collectors;

/// <summary>TCP connections with the groups of peers that the setting peers names.</summary>
internal sealed class PeersCollector : ICollector
{
    private static readonly MetricFamily Connections = MetricFamily.Gauge(
        "socket_peer_connections",
        "TCP connections whose remote address and port are those of a group of peers in the setting peers, each in the first group that fits; established at 0 too, absent without the setting.",
        "sock_diag, inet_diag_msg",
        KeySet.None,
        Fold.Sum,
        ["peer", "direction", "state"]);

    public string Name => "peers";

    public string Summary => "TCP connections with groups of peers that the setting peers names.";

    public Sections Needs => Sections.Tcp;

    public IReadOnlyList<MetricFamily> Families { get; } = [Connections];

    public void Collect(Snapshot snapshot, MetricWriter writer)
    {
        foreach (PeerConnectionsRow row in snapshot.PeerConnections)
        {
            writer.Write(Connections, row.Connections, row.Peer, StateNames.Direction(row.Direction), StateNames.Tcp((TcpState)row.State));
        }
    }
}
