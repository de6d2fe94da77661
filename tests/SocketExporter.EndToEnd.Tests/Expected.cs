using System.Globalization;
using SocketExporter.EndToEnd.Tests.Pages;
using SocketExporter.Lab;

namespace SocketExporter.EndToEnd.Tests;

/// <summary>What a page must say of a population: the same roll-up of the lab's truth and of what ss prints, written apart from the program's own.</summary>
internal sealed class Expected
{
    private static readonly string[] FinReceived = ["close_wait", "closing", "last_ack"];
    private static readonly string[] FinOrSynUnacknowledged = ["syn_sent", "fin_wait1", "closing", "last_ack"];

    private readonly Dictionary<string, double> _values = [];

    private Expected()
    {
    }

    /// <summary>Every family of issue 2 that speaks of sockets.</summary>
    public static IReadOnlyList<string> Families { get; } =
    [
        "socket_tcp_sockets",
        "socket_udp_sockets",
        "socket_unix_sockets",
        "socket_tcp_connections",
        "socket_tcp_receive_queue_bytes",
        "socket_tcp_receive_queue_max_bytes",
        "socket_tcp_send_queue_bytes",
        "socket_tcp_send_queue_max_bytes",
        "socket_tcp_receive_queued_connections",
        "socket_tcp_send_queued_connections",
        "socket_tcp_listener_sockets",
        "socket_tcp_listener_accept_queue_connections",
        "socket_tcp_listener_accept_queue_limit_connections",
        "socket_tcp_listener_accept_queue_fullest_ratio",
        "socket_tcp_listener_syn_recv_connections",
        "socket_unix_listener_accept_queue_connections",
        "socket_unix_listener_accept_queue_limit_connections",
        "socket_unix_listener_accept_queue_fullest_ratio",
        "socket_udp_receive_queue_bytes",
        "socket_udp_receive_queue_limit_bytes",
        "socket_udp_receive_queue_fullest_ratio",
        "socket_process_sockets",
        "socket_process_receive_queue_bytes",
        "socket_process_send_queue_bytes",
        "socket_uid_sockets",
    ];

    /// <summary>By <see cref="Series.Key"/>; zeros are left out, as which of them are shown is another matter.</summary>
    public IReadOnlyDictionary<string, double> Values => _values;

    public static Expected Of(params IEnumerable<Truth> truths)
    {
        var expected = new Expected();
        foreach (Truth truth in truths)
        {
            string process = truth.Process.Length > 0 ? truth.Process : "<none>";
            foreach (TcpTruth tcp in truth.Tcp)
            {
                expected.Tcp(tcp, tcp.Owned ? process : "<none>");
            }

            foreach (ListenerTruth listener in truth.Listeners)
            {
                expected.Listener(listener, process);
            }

            foreach (UdpTruth udp in truth.Udp)
            {
                expected.Udp(udp, process);
            }

            foreach (UnixTruth unix in truth.Unix)
            {
                expected.Unix(unix, process);
            }
        }

        return expected;
    }

    /// <summary>One line for each series that differs; empty when the page says exactly this and nothing else in these families.</summary>
    public string Differences(MetricsPage page, IEnumerable<string> families)
    {
        var named = families.ToHashSet();
        var found = page.All.Where(series => named.Contains(series.Name) && series.Value != 0).ToDictionary(series => series.Key, series => series.Value);
        return Differences(found, named, "page");
    }

    public string Differences(Expected other, IEnumerable<string> families, string called) => Differences(other._values, families.ToHashSet(), called);

    private string Differences(IReadOnlyDictionary<string, double> found, HashSet<string> named, string called)
    {
        IEnumerable<string> wanted = _values.Where(pair => pair.Value != 0 && named.Contains(pair.Key[..pair.Key.IndexOf('{', StringComparison.Ordinal)])).Select(pair => pair.Key);
        return string.Join('\n', wanted.Union(found.Where(pair => pair.Value != 0 && named.Contains(pair.Key[..pair.Key.IndexOf('{', StringComparison.Ordinal)])).Select(pair => pair.Key))
            .Order(StringComparer.Ordinal)
            .Where(key => Math.Abs(_values.GetValueOrDefault(key) - found.GetValueOrDefault(key)) > 1e-9)
            .Select(key => string.Create(CultureInfo.InvariantCulture, $"{key}: truth {_values.GetValueOrDefault(key)}, {called} {found.GetValueOrDefault(key)}")));
    }

    private void Tcp(TcpTruth tcp, string process)
    {
        (string, string)[] service = [("direction", tcp.Direction), ("port", Text(tcp.Port))];
        Add("socket_tcp_sockets", tcp.Count, ("family", tcp.Family), ("state", tcp.State));
        Add("socket_tcp_connections", tcp.Count, [.. service, ("state", tcp.State)]);
        Add("socket_tcp_receive_queue_bytes", tcp.Count * tcp.ReceiveQueueBytes, service);
        Add("socket_tcp_send_queue_bytes", tcp.Count * tcp.SendQueueBytes, service);
        Max("socket_tcp_receive_queue_max_bytes", tcp.ReceiveQueueBytes, service);
        Max("socket_tcp_send_queue_max_bytes", tcp.SendQueueBytes, service);
        // A FIN and a SYN count 1 in the queues and are nobody's bytes.
        long unread = tcp.ReceiveQueueBytes - (FinReceived.Contains(tcp.State) ? 1 : 0);
        long unacknowledged = tcp.SendQueueBytes - (FinOrSynUnacknowledged.Contains(tcp.State) ? 1 : 0);
        Add("socket_tcp_receive_queued_connections", unread > 0 ? tcp.Count : 0, service);
        Add("socket_tcp_send_queued_connections", unacknowledged > 0 ? tcp.Count : 0, service);
        Add("socket_process_sockets", tcp.Count, ("process", process), ("protocol", "tcp"), ("state", tcp.State));
        Add("socket_process_receive_queue_bytes", tcp.Count * tcp.ReceiveQueueBytes, ("process", process), ("protocol", "tcp"));
        Add("socket_process_send_queue_bytes", tcp.Count * tcp.SendQueueBytes, ("process", process), ("protocol", "tcp"));
        Uid(process, "tcp", tcp.Count);
    }

    private void Listener(ListenerTruth listener, string process)
    {
        (string, string)[] labels = [("address", listener.Address), ("port", Text(listener.Port)), ("process", process)];
        Add("socket_tcp_sockets", listener.Sockets, ("family", listener.Family), ("state", "listen"));
        Add("socket_tcp_listener_sockets", listener.Sockets, labels);
        Add("socket_tcp_listener_accept_queue_connections", listener.Waiting, labels);
        Add("socket_tcp_listener_accept_queue_limit_connections", listener.Limit, labels);
        Max("socket_tcp_listener_accept_queue_fullest_ratio", listener.FullestRatio, labels);
        if (listener.SynRecv > 0)
        {
            Add("socket_tcp_listener_syn_recv_connections", listener.SynRecv, labels);
        }

        Add("socket_process_sockets", listener.Sockets, ("process", process), ("protocol", "tcp"), ("state", "listen"));
        Uid(process, "tcp", listener.Sockets);
    }

    private void Udp(UdpTruth udp, string process)
    {
        Add("socket_udp_sockets", udp.Count, ("family", udp.Family), ("state", udp.State));
        Add("socket_process_sockets", udp.Count, ("process", process), ("protocol", "udp"), ("state", udp.State));
        Add("socket_process_receive_queue_bytes", udp.Count * udp.ReceiveQueueBytes, ("process", process), ("protocol", "udp"));
        Uid(process, "udp", udp.Count);
        // A connected client has a queue as well; its port is an ephemeral one.
        (string, string)[] labels = [("address", udp.Address), ("port", udp.Port == 0 ? "<ephemeral>" : Text(udp.Port)), ("process", process)];
        Add("socket_udp_receive_queue_bytes", udp.Count * udp.ReceiveQueueBytes, labels);
        Add("socket_udp_receive_queue_limit_bytes", udp.Count * udp.ReceiveQueueLimitBytes, labels);
        Max("socket_udp_receive_queue_fullest_ratio", (double)udp.ReceiveQueueBytes / udp.ReceiveQueueLimitBytes, labels);
    }

    private void Unix(UnixTruth unix, string process)
    {
        Add("socket_unix_sockets", unix.Count, ("kind", unix.Kind), ("state", unix.State));
        if (unix.State == "connecting")
        {
            // Half-made sockets in a listener's queue: nobody's yet.
            return;
        }

        Add("socket_process_sockets", unix.Count, ("process", process), ("protocol", "unix"), ("state", unix.State));
        Uid(process, "unix", unix.Count);
        if (unix.State == "listening")
        {
            (string, string)[] labels = [("path", unix.Path!), ("process", process)];
            Add("socket_unix_listener_accept_queue_connections", unix.Pending, labels);
            Add("socket_unix_listener_accept_queue_limit_connections", unix.Backlog, labels);
            Max("socket_unix_listener_accept_queue_fullest_ratio", unix.Pending / (unix.Backlog + 1.0), labels);
        }
    }

    /// <summary>The tests and all they start are root's.</summary>
    private void Uid(string process, string protocol, double count)
        => Add("socket_uid_sockets", count, ("protocol", protocol), ("uid", process == "<none>" ? "<none>" : "0"));

    private void Add(string family, double value, params (string Name, string Value)[] labels)
    {
        string key = Series.KeyOf(family, labels);
        _values[key] = _values.GetValueOrDefault(key) + value;
    }

    private void Max(string family, double value, params (string Name, string Value)[] labels)
    {
        string key = Series.KeyOf(family, labels);
        _values[key] = Math.Max(_values.GetValueOrDefault(key), value);
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
