using SocketExporter.Kernel.Sockets;
using SocketExporter.Metrics;
using SocketExporter.Snapshots;

namespace SocketExporter.Collectors;

/// <summary>TCP sockets by family and state, and by timer. All series always, so that an alert on one never waits for it to appear.</summary>
internal sealed class TcpCollector : ICollector
{
    private static readonly MetricFamily Sockets = MetricFamily.Gauge(
        "socket_tcp_sockets",
        "TCP sockets by the socket's own family (an IPv6 socket with an IPv4 peer is ipv6) and state.",
        "sock_diag, inet_diag_msg.idiag_state",
        labels: ["family", "state"]);

    private static readonly MetricFamily Timers = MetricFamily.Gauge(
        "socket_tcp_timer_sockets",
        "TCP sockets by the timer that runs: time_wait runs in FIN_WAIT2 without a process too; delayed acknowledgments the kernel does not tell.",
        "sock_diag, inet_diag_msg.idiag_timer",
        labels: ["timer"]);

    private static readonly MetricFamily ExpiringSoon = MetricFamily.Gauge(
        "socket_tcp_time_wait_expiring_soon_sockets",
        "TCP sockets in TIME_WAIT that end within 10 seconds.",
        "sock_diag, inet_diag_msg.idiag_expires");

    public string Name => "tcp";

    public string Summary => "TCP sockets by family and state, and by timer.";

    public Sections Needs => Sections.Tcp;

    public IReadOnlyList<MetricFamily> Families { get; } = [Sockets, Timers, ExpiringSoon];

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

        if (snapshot.TcpTimers is { } timers)
        {
            foreach (TcpTimer timer in StateNames.AllTimers)
            {
                writer.Write(Timers, timers.Of(timer), StateNames.Timer(timer));
            }

            writer.WriteIfKnown(Timers, timers.Unknown > 0 ? timers.Unknown : null, ReservedLabel.Unknown);
            writer.Write(ExpiringSoon, timers.TimeWaitExpiringSoon);
        }
    }
}
