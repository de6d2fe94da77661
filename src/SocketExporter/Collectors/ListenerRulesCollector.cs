using SocketExporter.Metrics;
using SocketExporter.Snapshots;

namespace SocketExporter.Collectors;

/// <summary>The listeners that the configuration expects, and those that it does not allow.</summary>
internal sealed class ListenerRulesCollector : ICollector
{
    private static readonly MetricFamily ExpectedUp = MetricFamily.Gauge(
        "socket_listener_expected_up",
        "1 for each entry of listeners.expected to which somebody listens, else 0; address is the place the entry names: any (other hosts can reach it), loopback, an address, or * for none.",
        "sock_diag",
        labels: ["protocol", "address", "port"]);

    private static readonly MetricFamily Unexpected = MetricFamily.Gauge(
        "socket_listener_unexpected",
        "1 for each listener shown by name that neither listeners.allowed nor listeners.expected allows; a UDP socket on a port from 1024 on is judged when it was there at the start, has been bound for ten minutes, or an entry names its port alone.",
        "sock_diag; process from /proc/PID/fd",
        KeySet.Listener,
        Fold.None,
        ["protocol", "address", "port", "process"]);

    private static readonly MetricFamily UnexpectedCount = MetricFamily.Gauge(
        "socket_listeners_unexpected",
        "How many listeners (protocol, address, port, process) are not allowed, shown by name or not; absent without listeners.allowed, and while UDP sockets cannot be read: those of TCP alone would look like all.",
        "sock_diag");

    public string Name => "listener-rules";

    public string Summary => "Whether the listeners of listeners.expected are there, and which ones listeners.allowed does not allow; nothing without these settings.";

    /// <summary>What is expected of UDP is there when UDP sockets could be read: a kernel without udp_diag still has its TCP listeners judged.</summary>
    public Sections Needs => Sections.Tcp | Sections.Owners;

    public IReadOnlyList<MetricFamily> Families { get; } = [ExpectedUp, Unexpected, UnexpectedCount];

    public void Collect(Snapshot snapshot, MetricWriter writer)
    {
        foreach (ExpectedListener expected in snapshot.ExpectedListeners)
        {
            writer.Write(ExpectedUp, expected.IsUp ? 1 : 0, StateNames.Protocol(expected.Protocol), expected.Place, expected.Port.Text);
        }

        foreach (EndpointGroup group in snapshot.Endpoints)
        {
            (EndpointProtocol protocol, string address, string port, string process) = group.Name;
            if (group.IsUnexpected && address != ReservedLabel.Other)
            {
                writer.Write(Unexpected, 1, StateNames.Protocol(protocol), address, port, process);
            }
        }

        writer.WriteIfKnown(UnexpectedCount, snapshot.UnexpectedListeners);
    }
}
