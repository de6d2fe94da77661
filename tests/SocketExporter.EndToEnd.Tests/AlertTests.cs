using System.Net;
using System.Net.Sockets;
using SocketExporter.EndToEnd.Tests.Live;

namespace SocketExporter.EndToEnd.Tests;

/// <summary>The shipped alerts: what promtool says of them, and each trouble from the sockets to the webhook and back.</summary>
public sealed class AlertTests
{
    private static readonly string Deploy = Path.Combine(Repository.Root, "deploy/prometheus");

    /// <summary>The process that holds the sockets which a test opens itself.</summary>
    private static readonly string Here = File.ReadAllText("/proc/self/comm").TrimEnd('\n');

    [LiveFact("promtool")]
    public void Promtool_accepts_the_shipped_alerts()
        => Tool.Run("promtool", "check", "rules", "--lint=all", "--lint-fatal", Path.Combine(Deploy, "alerts.yml"));

    [LiveFact("promtool")]
    public void Each_alert_fires_with_its_texts_leaves_look_alikes_alone_and_ends()
    {
        string[] tests = Directory.GetFiles(Path.Combine(Deploy, "tests"), "*.yml");
        Assert.NotEmpty(tests);
        Tool.Run("promtool", ["test", "rules", .. tests]);
    }

    [Fact]
    public void Only_durations_are_shortened()
    {
        Assert.Equal(
            "expr: rate(a[5s]) > 5 and b offset 15s # 5m\nfor: 10s\ntext: 20m",
            AlertingNamespace.Shortened("expr: rate(a[5m]) > 5 and b offset 15m # 5m\nfor: 10m\ntext: 20m"));
    }

    [LiveFact("prometheus", "prometheus-alertmanager")]
    public void A_stuck_send_queue_is_alerted_with_its_process_and_port_and_resolved()
    {
        using var host = new AlertingNamespace();
        host.Space.Lab("lab-cut-off", "established family=ipv4 port=8001 count=2 unacknowledged=3000");
        ReceivedAlert alert = host.Await("firing", "SocketSendQueueStuck", "8001");
        Assert.Equal(("warning", "outbound", "lab-cut-off", "127.0.0.1:10105"), (alert.Labels["severity"], alert.Labels["direction"], alert.Labels["process"], alert.Labels["instance"]));
        Assert.Contains("Of 2 outbound connections of lab-cut-off to port 8001 the peers acknowledge nothing, the oldest for ", alert.Text, StringComparison.Ordinal);
        Assert.Equal("docs/runbooks/SocketSendQueueStuck.md", alert.Annotations["runbook_url"]);

        // The way is open again; the kernel tries it within a few seconds.
        host.Space.Run("nft", "delete", "table", "inet", "lab");
        host.Await("resolved", "SocketSendQueueStuck", "8001");
        host.AssertNothingBut("SocketSendQueueStuck");
    }

    [LiveFact("prometheus", "prometheus-alertmanager")]
    public void A_full_accept_queue_is_alerted_with_its_listener_and_resolved()
    {
        using var host = new AlertingNamespace();
        using Socket listener = Listener(host.Space, 8002, backlog: 1);
        using Socket first = host.Space.Connect(8002);
        using Socket second = host.Space.Connect(8002);
        ReceivedAlert alert = host.Await("firing", "SocketAcceptQueueNearlyFull", "8002");
        Assert.Equal(("warning", "127.0.0.1", Here), (alert.Labels["severity"], alert.Labels["address"], alert.Labels["process"]));
        Assert.Contains($"{Here} does not accept as fast as clients connect to 127.0.0.1:8002: up to 100% of the queue in the last 10s, whose limit is 1.", alert.Text, StringComparison.Ordinal);

        using Socket firstAccepted = listener.Accept();
        using Socket secondAccepted = listener.Accept();
        host.Await("resolved", "SocketAcceptQueueNearlyFull", "8002");
        host.AssertNothingBut("SocketAcceptQueueNearlyFull");
    }

    [LiveFact("prometheus", "prometheus-alertmanager")]
    public void A_leak_of_CLOSE_WAIT_is_alerted_with_its_process_and_resolved()
    {
        using var host = new AlertingNamespace();
        using Socket listener = Listener(host.Space, 8003, backlog: 64);
        List<Socket> leaked = [];
        using var leaking = new Timer(
            _ =>
            {
                for (int i = 0; i < 5; i++)
                {
                    host.Space.Connect(8003).Dispose();
                    lock (leaked)
                    {
                        leaked.Add(listener.Accept());
                    }
                }
            },
            null,
            TimeSpan.Zero,
            TimeSpan.FromSeconds(1));

        // None is old for the first minute.
        ReceivedAlert alert = host.Await("firing", "SocketCloseWaitLeak", "8003", seconds: 150);
        Assert.Equal(("warning", "inbound", Here), (alert.Labels["severity"], alert.Labels["direction"], alert.Labels["process"]));
        Assert.Matches($"{System.Text.RegularExpressions.Regex.Escape(Here)} does not close inbound connections to port 8003 that their peers have closed: [1-9][0-9]+ are in CLOSE_WAIT, the oldest for 1m ", alert.Text);

        using (var last = new ManualResetEvent(initialState: false))
        {
            leaking.Dispose(last);
            last.WaitOne();
        }

        leaked.ForEach(static socket => socket.Dispose());

        host.Await("resolved", "SocketCloseWaitLeak", "8003");
        host.AssertNothingBut("SocketCloseWaitLeak");
    }

    [LiveFact("prometheus", "prometheus-alertmanager")]
    public void A_storm_of_TIME_WAIT_is_alerted_with_its_service_and_resolved()
    {
        using var host = new AlertingNamespace();

        // Beside it as many connections a second, each to another of 65,536 addresses: they take no destination's ports.
        LabProcess storm = host.Space.Lab("lab-storm", "time-wait-storm port=8004 rate=400 to=127.0.0.1 time-wait-storm port=8005 rate=400");
        ReceivedAlert alert = host.Await("firing", "SocketTimeWaitStorm", "8004");
        Assert.Equal(("warning", "outbound"), (alert.Labels["severity"], alert.Labels["direction"]));
        Assert.Matches("Connections of this host to port 8004 are closed after use and not reused: [2-9][0-9.]+ a second, .* The largest part goes to 127\\.0\\.0\\.1, with ", alert.Text);

        storm.End();
        host.Await("resolved", "SocketTimeWaitStorm", "8004");
        host.AssertNothingBut("SocketTimeWaitStorm");
        host.AssertNothingOf("8005");
    }

    private static Socket Listener(Namespace space, int port, int backlog) => space.Inside(() =>
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(backlog);
        return listener;
    });
}
