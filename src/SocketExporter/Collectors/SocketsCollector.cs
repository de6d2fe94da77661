using SocketExporter.Metrics;
using SocketExporter.Snapshots;

namespace SocketExporter.Collectors;

/// <summary>Sockets in use by protocol: the first look.</summary>
internal sealed class SocketsCollector : ICollector
{
    private static readonly MetricFamily Sockets = MetricFamily.Gauge(
        "socket_sockets",
        "Sockets in use by protocol, both address families together. TCP without TIME_WAIT and unfinished handshakes, which are no full sockets.",
        "/proc/net/protocols, sockets; of vsock, which the kernel does not count there, the sockets that vsock_diag lists",
        labels: ["protocol"]);

    public string Name => "sockets";

    public string Summary => "Sockets in use by protocol.";

    public Sections Needs => Sections.Protocols;

    public IReadOnlyList<MetricFamily> Families { get; } = [Sockets];

    public void Collect(Snapshot snapshot, MetricWriter writer)
    {
        foreach ((string protocol, long? sockets) in snapshot.ProtocolSockets!)
        {
            writer.WriteIfKnown(Sockets, sockets, protocol);
        }
    }
}
