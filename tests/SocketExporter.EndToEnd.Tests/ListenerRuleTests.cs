using System.Net;
using System.Net.Sockets;
using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Pages;

namespace SocketExporter.EndToEnd.Tests;

/// <summary>Listeners that are expected, that nobody allows, and that come and go.</summary>
public sealed class ListenerRuleTests
{
    private const string Up = "socket_listener_expected_up";
    private const string Unexpected = "socket_listener_unexpected";
    private const string HowMany = "socket_listeners_unexpected";

    [LiveFact]
    public void An_expected_listener_is_up_where_it_can_be_reached_and_down_in_the_sample_after_its_end()
    {
        using var space = new Namespace();
        LabProcess lab = space.Lab(
            "lab-web",
            "listener family=ipv4 port=80 listener family=ipv4 port=5432 bind=loopback listener family=mapped port=443 listener family=ipv6 port=8443 listener family=ipv4 port=50051 udp family=ipv4 port=5353");
        string file = Path.Combine(space.Folder, "rules.yml");
        File.WriteAllText(
            file,
            """
            listeners:
              expected:
                - tcp/80
                - tcp/any:80
                - tcp/any:5432
                - tcp/loopback:5432
                - tcp/0.0.0.0:443
                - tcp/127.0.0.1:443
                - tcp/0.0.0.0:8443
                - tcp/[::1]:8443
                - tcp/any:50051
                - udp/any:5353
                - udp/53
            """);
        using ExporterProcess exporter = space.Serve($"--config.file={file}");
        MetricsPage page = exporter.NextPage();
        Assert.Equal(
            [
                "tcp * 80 1", "tcp any 80 1", "tcp any 5432 0", "tcp loopback 5432 1", "tcp 0.0.0.0 443 1", "tcp 127.0.0.1 443 1", "tcp 0.0.0.0 8443 0", "tcp [::1] 8443 1", "tcp any 50051 1",
                "udp any 5353 1", "udp * 53 0",
            ],
            Entries(page));

        // Named by an entry, so shown by name although the kernel hands such ports out.
        Assert.Equal(1, page.Sum("socket_listener_info", ("protocol", "tcp"), ("address", "0.0.0.0"), ("port", "50051"), ("process", "lab-web"), ("scope", "any")));
        Assert.Empty(page.Family(Unexpected));
        Assert.Empty(page.Family(HowMany));

        lab.Do("close-listeners key=80");
        lab.Do("close key=5353");
        page = exporter.NextPage();
        Assert.Equal((0, 0, 0, 1), (Of(page, "*", 80), Of(page, "any", 80), page.Get(Up, ("protocol", "udp"), ("address", "any"), ("port", "5353")), Of(page, "any", 50051)));

        lab.Do("listener family=ipv4 port=80 bind=loopback");
        page = exporter.NextPage();
        Assert.Equal((1, 0), (Of(page, "*", 80), Of(page, "any", 80)));
        exporter.Stop();

        static double Of(MetricsPage page, string address, int port) => page.Get(Up, ("protocol", "tcp"), ("address", address), ("port", $"{port}"));
    }

    [LiveFact]
    public void A_listener_that_nobody_allows_is_named_with_its_process_on_ephemeral_ports_too()
    {
        using var space = new Namespace();
        LabProcess database = space.Lab("lab-database", "listener family=ipv4 port=5432 bind=loopback listener family=ipv4 port=5433 bind=loopback udp family=ipv4 port=69 udp family=ipv4 port=6000");
        using ExporterProcess exporter = space.Serve(
            "--listeners.expected=tcp/any:8080", "--listeners.allowed=tcp/loopback:10105", "--listeners.allowed=tcp/loopback:5432-5439", "--listeners.allowed=udp/60-70");
        MetricsPage first = exporter.NextPage();
        Assert.Equal("6000", Assert.Single(first.Family(Unexpected)).Labels["port"]); // was there at the start
        Assert.Equal(1, first.Get(HowMany));
        database.Do("close key=6000");

        LabProcess rogue = space.Lab("lab-rogue", "listener family=ipv4 port=4444 listener family=ipv6 port=45000 listener family=ipv4 port=8080 udp family=ipv4 port=71 udp family=ipv4 port=45001 udp family=ipv4 port=20053");
        database.Do("close-listeners key=5433");
        database.Do("listener family=ipv4 port=5433");
        MetricsPage page = exporter.NextPage();
        Assert.Equal(
            ["tcp 0.0.0.0 4444 lab-rogue", "tcp 0.0.0.0 5433 lab-database", "tcp [::] <ephemeral> lab-rogue", "udp 0.0.0.0 71 lab-rogue"],
            page.Family(Unexpected).Select(static series => $"{series.Labels["protocol"]} {series.Labels["address"]} {series.Labels["port"]} {series.Labels["process"]}").Order(StringComparer.Ordinal));
        Assert.Equal(4, page.Get(HowMany));
        Assert.Equal(1, page.Get(Up, ("protocol", "tcp"), ("address", "any"), ("port", "8080")));

        rogue.End();
        page = exporter.NextPage();
        Assert.Equal("0.0.0.0", Assert.Single(page.Family(Unexpected)).Labels["address"]);
        Assert.Equal(1, page.Get(HowMany));
        Assert.Equal(0, page.Get(Up, ("protocol", "tcp"), ("address", "any"), ("port", "8080")));
        exporter.Stop();
    }

    [LiveFact]
    public void A_restart_is_one_closed_and_one_opened_and_clients_are_neither()
    {
        using var space = new Namespace();
        LabProcess lab = space.Lab("lab-server", "listener family=ipv4 port=8080 udp family=ipv4 port=5353");
        using ExporterProcess exporter = space.Serve("--listeners.expected=udp/5353");
        MetricsPage first = exporter.NextPage();

        // Whoever was there before has not come: at most the daemon's own listener, which may be younger than its first sample.
        Assert.InRange(first.Get("socket_listeners_opened_total", ("protocol", "tcp")), 0, 1);
        Assert.Equal((0, 0, 0), (first.Get("socket_listeners_opened_total", ("protocol", "udp")), Closed(first, "tcp"), Closed(first, "udp")));

        lab.Do("close key=8080");
        lab.Do("close key=5353");
        lab.Do("listener family=ipv4 port=8080 udp family=ipv4 port=5353 listener family=ipv4 port=45000");
        using Socket client = space.Inside(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        client.Bind(new IPEndPoint(IPAddress.Any, 0));
        using (Socket query = space.Inside(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp)))
        {
            // As a resolver binds one for a query.
            query.Bind(new IPEndPoint(IPAddress.Any, 20_053));
            Assert.Equal(2, exporter.NextPage().Sum("socket_udp_sockets", ("state", "unconnected")) - first.Sum("socket_udp_sockets", ("state", "unconnected")));
        }

        exporter.NextPage();
        MetricsPage page = exporter.NextPage();
        foreach (string protocol in (ReadOnlySpan<string>)["tcp", "udp"])
        {
            Assert.Equal(1, Opened(page, protocol) - Opened(first, protocol));
            Assert.Equal(1, Closed(page, protocol) - Closed(first, protocol));
        }

        exporter.Stop();

        static double Opened(MetricsPage page, string protocol) => page.Get("socket_listeners_opened_total", ("protocol", protocol));
        static double Closed(MetricsPage page, string protocol) => page.Get("socket_listeners_closed_total", ("protocol", protocol));
    }

    [LiveFact]
    public void All_wrong_entries_of_a_file_are_named_with_their_lines()
    {
        using var space = new Namespace();
        string file = Path.Combine(space.Folder, "rules.yml");
        File.WriteAllText(file, "listeners:\n  expected:\n    - tcp/80\n    - tcp/http\n  allowed:\n    - tcp/localhost:80\n");
        Finished check = space.Finish(ExporterProcess.Binary, "check-config", file);

        Assert.Equal(1, check.ExitCode);
        Assert.Contains($"listeners.expected at {file}:4: \"tcp/http\" does not end in a port", check.Errors, StringComparison.Ordinal);
        Assert.Contains($"listeners.allowed at {file}:6: \"tcp/localhost:80\" names a host and no address; write loopback:80", check.Errors, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Entries(MetricsPage page)
        => page.Family(Up).Select(static series => $"{series.Labels["protocol"]} {series.Labels["address"]} {series.Labels["port"]} {series.Value}");
}
