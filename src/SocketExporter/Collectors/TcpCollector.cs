using SocketExporter.Kernel.Sockets;
using SocketExporter.Metrics;
using SocketExporter.Snapshots;

namespace SocketExporter.Collectors;

/// <summary>TCP sockets by family and state. All twenty-two series always, so that an alert on one never waits for it to appear.</summary>
internal sealed class TcpCollector : ICollector
{
    private static readonly MetricFamily Sockets = MetricFamily.Gauge(
        "socket_tcp_sockets",
        "TCP sockets by the socket's own family (an IPv6 socket with an IPv4 peer is ipv6) and state.",
        "sock_diag, inet_diag_msg.idiag_state",
        labels: ["family", "state"]);

    public string Name => "tcp";

    public string Summary => "TCP sockets by family and state.";

    public Sections Needs => Sections.Tcp;

    public IReadOnlyList<MetricFamily> Families { get; } = [Sockets];

    public void Collect(Snapshot snapshot, MetricWriter writer)
    {
        Span<long> counts = stackalloc long[2 * 16];
        foreach (TallyRow row in snapshot.Tally)
        {
            if (row.Key.Protocol == TallyProtocol.Tcp)
            {
                counts[((int)row.Key.Family * 16) + row.Key.State] += row.Cell.Sockets;
            }
        }

        foreach (IpFamily family in (ReadOnlySpan<IpFamily>)[IpFamily.Ipv4, IpFamily.Ipv6])
        {
            foreach (TcpState state in StateNames.AllTcp)
            {
                writer.Write(Sockets, counts[((int)family * 16) + (int)state], StateNames.Family(family), StateNames.Tcp(state));
            }
        }
    }
}
