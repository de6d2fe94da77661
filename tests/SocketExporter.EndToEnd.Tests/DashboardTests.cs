using System.Text.Json;
using SocketExporter.EndToEnd.Tests.Live;

namespace SocketExporter.EndToEnd.Tests;

/// <summary>The shipped dashboard's queries, asked of a real Prometheus on a host that has every trouble the dashboard is about.</summary>
public sealed class DashboardTests
{
    private static readonly (string Name, string Value)[] Variables = [("$__rate_interval", "10s"), ("$instance", ".+"), ("$direction", ".+"), ("$port", ".+"), ("$process", ".+")];

    [LiveFact("prometheus")]
    public void Every_query_of_the_dashboard_returns_data_on_a_host_in_trouble()
    {
        List<string> queries = Queries();
        Assert.True(queries.Count > 40, $"{queries.Count} queries were found");
        using var space = new Namespace();

        // A hundred local ports: fifteen to one destination are a tenth and more.
        space.Run("sysctl", "-q", "-w", "net.ipv4.ip_local_port_range=40000 40099");
        space.Lab("lab-all", Everything.Scenarios(space.Folder) + " time-wait family=ipv4 port=8020 count=15");
        using var exporter = new ExporterProcess(space, ["--stuck.after=1s"], ExporterProcess.Binary, ["env", "SOCKET_EXPORTER_LISTENERS_EXPECTED=tcp/8016,tcp/9"]);
        using var prometheus = new PrometheusServer(space, $"""
            scrape_configs:
              - job_name: socket-exporter
                scrape_interval: 1s
                static_configs:
                  - targets: ["127.0.0.1:{ExporterProcess.Port}"]
            """);

        // The last to come are rates, which need two scrapes, and what is stuck.
        Wait.Until("stuck queues in Prometheus", () => prometheus.Query("sum(socket_tcp_receive_stuck_connections) > 0 and sum(socket_tcp_send_stuck_connections) > 0").Count > 0, seconds: 60);
        List<string> empty = [.. queries];
        for (int i = 0; i < 100 && empty.Count > 0; i++)
        {
            Thread.Sleep(100); // scrapes go on
            empty.RemoveAll(query => prometheus.Query(query).Count > 0);
        }

        Assert.True(empty.Count == 0, $"no data:\n{string.Join('\n', empty)}");
        exporter.Stop();
    }

    /// <summary>With what Grafana puts in the place of the variables while everything is chosen.</summary>
    private static List<string> Queries()
    {
        using JsonDocument dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "grafana/dashboards/socket-exporter-overview.json")));
        return
        [
            .. dashboard.RootElement.GetProperty("panels").EnumerateArray()
                .Where(static panel => panel.TryGetProperty("targets", out _))
                .SelectMany(static panel => panel.GetProperty("targets").EnumerateArray())
                .Select(static target => target.GetProperty("expr").GetString()!)
                .Select(static query => Variables.Aggregate(query, static (text, variable) => text.Replace(variable.Name, variable.Value, StringComparison.Ordinal))),
        ];
    }
}
