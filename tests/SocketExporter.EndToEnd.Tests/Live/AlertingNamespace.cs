using System.Text.RegularExpressions;

namespace SocketExporter.EndToEnd.Tests.Live;

/// <summary>
/// A host as the deployment has it: the exporter, a Prometheus with the shipped alerts, an Alertmanager, and a webhook at the end. Minutes in the alerts (for, windows and offsets) are seconds
/// here and everything looks each second; nothing else in them is changed. Or not accelerated: alerts and settings as they are shipped, scrapes each 15 s.
/// </summary>
internal sealed partial class AlertingNamespace : IDisposable
{
    private readonly PrometheusServer _prometheus;
    private readonly Webhook _webhook;

    /// <param name="flags">More settings of the exporter.</param>
    public AlertingNamespace(bool isAccelerated = true, params string[] flags)
    {
        // Traffic that is well: it must be in no alert.
        Space.Lab("lab-well", "established family=ipv4 port=8090 count=5 half-closed family=ipv4 port=8091 count=8 time-wait family=ipv4 port=8092 count=9 listener family=ipv4 port=8093 backlog=9 waiting=2");
        string[] pace = isAccelerated ? ["--sampling.interval=500ms", "--stuck.after=1s", "--sampling.listener-peak-window=10s"] : [];
        Exporter = Space.Serve([.. pace, .. flags]);
        _webhook = new Webhook(Space);
        _ = new AlertmanagerServer(Space, Webhook.Port);
        string rules = Path.Combine(Space.Folder, "alerts.yml");
        string shipped = File.ReadAllText(Path.Combine(Repository.Root, "deploy/prometheus/alerts.yml"));
        File.WriteAllText(rules, isAccelerated ? Shortened(shipped) : shipped);
        string look = isAccelerated ? "1s" : "15s";
        _prometheus = new PrometheusServer(Space, $"""
            global:
              scrape_interval: {look}
              evaluation_interval: {look}
            rule_files: ["{rules}"]
            alerting:
              alertmanagers:
                - static_configs:
                    - targets: ["127.0.0.1:{AlertmanagerServer.Port}"]
            scrape_configs:
              - job_name: socket-exporter
                static_configs:
                  - targets: ["127.0.0.1:{ExporterProcess.Port}"]
            """);
    }

    public Namespace Space { get; } = new();

    public ExporterProcess Exporter { get; }

    /// <summary>Minutes become seconds.</summary>
    public static string Shortened(string rules) => Minutes().Replace(rules, "${1}${2}s");

    /// <summary>The first such alert that came, for at most <paramref name="seconds"/>.</summary>
    public ReceivedAlert Await(string status, string name, string port, double seconds = 60) => Wait.For(
        $"{name} of port {port}, {status}; received until now: {string.Join('\n', _webhook.Received)}",
        () => _webhook.Received.FirstOrDefault(alert => alert.Status == status && alert.Name == name && alert.Labels["port"] == port),
        seconds);

    /// <summary>All that came were these, and nothing of lab-well.</summary>
    public void AssertNothingBut(params string[] names)
        => Assert.DoesNotContain(_webhook.Received, alert => !names.Contains(alert.Name));

    /// <summary>What looks like trouble on this port was in no alert.</summary>
    public void AssertNothingOf(string port)
        => Assert.DoesNotContain(_webhook.Received, alert => alert.Labels.TryGetValue("port", out string? value) && value == port);

    public void Dispose()
    {
        _prometheus.Dispose();
        Exporter.Dispose();
        _webhook.Dispose();
        Space.Dispose();
    }

    [GeneratedRegex(@"(for: |\[|offset )(\d+)m\b")]
    private static partial Regex Minutes();
}
