using System.Globalization;
using System.Net;
using System.Text.Json;
using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Pages;

namespace SocketExporter.EndToEnd.Tests;

/// <summary>The daemon's own pages and its own metrics.</summary>
public sealed class DaemonTests
{
    /// <summary>Rows of metrics.tsv up to this issue are here.</summary>
    private const int Delivered = 5;

    /// <summary>What the test's namespace or machine has nothing to say about, each with where it is tested instead.</summary>
    private static readonly HashSet<string> Elsewhere =
    [
        "socket_netstat_PROTO_NAME_total", // the kernel's own names: CounterTests
        "socket_interface_speed_bytes", // an interface whose driver knows one: InterfaceTests
        "socket_route_info", // on wish: RouteTests
        "socket_conntrack_flows", // on wish: ConntrackTests
        "socket_tcp_idle_without_keepalive_connections", // an hour of silence: IdleConnectionsTests
        "socket_unix_memory_bytes", // a unix socket whose peer has not read all: FamilyTests
        "socket_neighbours_limit", // these the kernel has only in the first namespace: LimitTests
        "socket_tcp_memory_limit_bytes",
        "socket_udp_memory_limit_bytes",
        "socket_tcp_orphans_limit",
        "socket_tcp_close_wait_unaccepted_connections", // clients that have closed what nobody accepted: LeakTests
    ];

    [LiveFact]
    public void A_daemon_without_flags_serves_on_port_10105_and_ends_with_0()
    {
        using var space = new Namespace();
        using var exporter = ExporterProcess.WithoutFlags(space);
        Assert.Equal(HttpStatusCode.OK, exporter.Get("-/healthy").Status);
        Assert.Equal(HttpStatusCode.OK, exporter.Get("-/ready").Status);
        Assert.Contains("/metrics", exporter.Get("").Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, exporter.Get("nothing").Status);
        Assert.True(exporter.Page().Get("socket_exporter_samples_total", ("result", "success")) >= 1);
        Assert.Contains(exporter.LogLines, line => line.Contains("10105", StringComparison.Ordinal));
        exporter.Stop();
    }

    [LiveFact]
    public void The_last_line_says_who_asked_for_the_stop()
    {
        using var space = new Namespace();
        using ExporterProcess exporter = space.Serve();
        exporter.NextPage();
        exporter.Stop();
        string last = Wait.For("the last line", () => exporter.LogLines.SingleOrDefault(static line => line.Contains("shutting down", StringComparison.Ordinal)));
        Assert.Matches(" INFO shutting down after SIGTERM, samples taken: [1-9][0-9]*$", last);
    }

    [Fact]
    public void Why_it_does_not_start_is_an_object_where_lines_are_objects()
    {
        Finished text = Tool.Finish(Tool.Start(ExporterProcess.Binary, ["--web.listen-address=192.0.2.1:10105"]));
        Assert.Equal("socket-exporter: cannot listen on 192.0.2.1:10105: no interface of this host has the address; choose another with --web.listen-address\n", text.Errors[text.Errors.IndexOf("socket-exporter:", StringComparison.Ordinal)..]);

        Finished json = Tool.Finish(Tool.Start(ExporterProcess.Binary, ["--web.listen-address=192.0.2.1:10105", "--log.format=json"]));
        JsonElement[] lines = [.. json.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal("Fatal", lines[^1].GetProperty("@l").GetString());
        Assert.Equal("cannot listen on 192.0.2.1:10105: no interface of this host has the address; choose another with --web.listen-address", lines[^1].GetProperty("@m").GetString());
        Assert.Equal((1, 1), (text.ExitCode, json.ExitCode));
    }

    [LiveFact]
    public void Samples_go_on_by_themselves()
    {
        using var space = new Namespace();
        using ExporterProcess exporter = space.Serve();
        MetricsPage first = exporter.Page();
        MetricsPage later = exporter.NextPage();
        double started = first.Get("socket_exporter_samples_total", ("result", "success"));
        Assert.True(later.Get("socket_exporter_samples_total", ("result", "success")) >= started + 2);
        Assert.Equal(0, later.Get("socket_exporter_samples_total", ("result", "failure")));
        Assert.True(later.Get("socket_exporter_sample_cpu_seconds_total") > first.Get("socket_exporter_sample_cpu_seconds_total"));
        Assert.Equal(1, Assert.Single(later.Family("socket_exporter_build_info")).Value);
        Assert.All(later.Family("socket_exporter_collector_success"), series => Assert.Equal(1, series.Value));
        exporter.Stop();
    }

    [LiveFact]
    public void Every_family_of_the_catalogue_has_its_type_and_labels()
    {
        using var space = new Namespace();
        space.Run("sh", "-c", "echo 40000 40199 >/proc/sys/net/ipv4/ip_local_port_range"); // so that a few connections are a tenth of it
        space.Lab("lab-all", Everything.Scenarios(space.Folder));
        space.Lab("lab-many", "established family=ipv4 port=8030 count=30");
        space.Run("ip", "route", "add", "default", "dev", "lo");
        MetricsPage page = space.Once(
            "--samples=3", "--sampling.interval=2s", "--stuck.after=2s", "--collector.tcp-flows", "--listeners.expected=tcp/1", "--listeners.allowed=tcp/1", "--peers=all cidr=0.0.0.0/0");
        string[][] rows = [.. File.ReadLines(Path.Combine(Repository.Root, "tests/SocketExporter.Tests/metrics.tsv")).Skip(1).Select(line => line.Split('\t'))];
        string[][] wanted = [.. rows.Where(row => int.Parse(row[5], CultureInfo.InvariantCulture) <= Delivered && !Elsewhere.Contains(row[0]))];
        Assert.True(wanted.Length > 100);
        Assert.All(wanted, row =>
        {
            Assert.True(page.Types.TryGetValue(row[0], out string? type), $"{row[0]} is not on the page");
            Assert.Equal(row[1], type);
            string[] labels = [.. row[2].Split(',', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
            string name = row[1] == "histogram" ? $"{row[0]}_count" : row[0];
            Assert.NotEmpty(page.Family(name));
            Assert.All(page.Family(name), series => Assert.Equal(labels, series.Labels.Keys.Order(StringComparer.Ordinal)));
        });
    }

    [LiveFact]
    public void A_section_that_cannot_be_read_fails_alone_and_is_logged_once()
    {
        using var space = new Namespace();
        space.Lab("lab-web", "established family=ipv4 port=8080 count=3");
        // A /proc without the files of the network: only processes.
        string procfs = Directory.CreateDirectory(Path.Combine(space.Folder, "proc")).FullName;
        foreach (string process in Directory.GetDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out _)))
        {
            File.CreateSymbolicLink(Path.Combine(procfs, Path.GetFileName(process)), process);
        }

        using ExporterProcess exporter = space.Serve($"--path.procfs={procfs}");
        MetricsPage page = exporter.NextPage();
        Assert.Equal(0, page.Get("socket_exporter_collector_success", ("collector", "netstat")));
        Assert.Equal(1, page.Get("socket_exporter_collector_success", ("collector", "tcp")));
        Assert.DoesNotContain(page.All, series => series.Name.StartsWith("socket_netstat_", StringComparison.Ordinal));
        // Three connections of the lab and the one of this test, each with both ends.
        Assert.Equal(8, page.Get("socket_tcp_sockets", ("family", "ipv4"), ("state", "established")));
        for (int i = 0; i < 3; i++)
        {
            exporter.NextPage();
        }

        Assert.Single(exporter.LogLines, line => line.Contains(" ERROR section Counters failed", StringComparison.Ordinal));
        exporter.Stop();
    }
}
