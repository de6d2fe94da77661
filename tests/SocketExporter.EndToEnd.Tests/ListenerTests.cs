using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Pages;

namespace SocketExporter.EndToEnd.Tests;

public sealed partial class ListenerTests
{
    private const int Port = 8080;

    private static readonly (string, string)[] Lab = [("address", "0.0.0.0"), ("port", "8080"), ("process", "lab-listen")];

    [LiveFact]
    public void A_burst_that_is_over_before_the_next_sample_shows_in_the_peak()
    {
        using var space = new Namespace();
        using ExporterProcess exporter = space.Serve("--sampling.interval=2s", "--sampling.listener-interval=50ms");
        using Socket listener = space.Inside(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        listener.Bind(new IPEndPoint(IPAddress.Loopback, Port));
        listener.Listen(9);
        Assert.Equal(0, exporter.NextPage().Sum("socket_tcp_listener_accept_queue_peak_connections", ("port", "8080")));

        List<Socket> clients = [.. Enumerable.Range(0, 5).Select(_ => space.Connect(Port))];
        Thread.Sleep(500); // ten looks of 50 ms, well before the next sample: how long the burst lasts is what is tested
        clients.ForEach(client =>
        {
            listener.Accept().Dispose();
            client.Dispose();
        });

        MetricsPage page = exporter.NextPage();
        Assert.Equal(0, page.Sum("socket_tcp_listener_accept_queue_connections", ("port", "8080")));
        Assert.Equal(5, page.Sum("socket_tcp_listener_accept_queue_peak_connections", ("port", "8080")));
        Assert.Equal(0.5, page.Sum("socket_tcp_listener_accept_queue_fullest_peak_ratio", ("port", "8080")));
        Assert.Equal(120, page.Get("socket_exporter_listener_peak_window_seconds"));
        exporter.Stop();
    }

    [LiveFact]
    public void Drops_of_a_full_listener_are_those_that_ss_shows()
    {
        using var space = new Namespace();
        using ExporterProcess exporter = space.Serve();
        space.Lab("lab-listen", "listener family=ipv4 port=8080 backlog=1 waiting=6");

        // The clients in SYN_SENT try again and are dropped again.
        int before = DropsBySs(space);
        double drops = exporter.NextPage().Get("socket_tcp_listener_drops_total", Lab);
        Assert.InRange(drops, before, DropsBySs(space));
        Assert.True(before >= 4, $"ss shows {before} drops");
        Assert.Equal(1, exporter.Page().Get("socket_tcp_listener_accept_queue_fullest_peak_ratio", Lab));
        exporter.Stop();
    }

    [LiveFact]
    public void Drops_before_the_start_are_credited_to_nobody()
    {
        using var space = new Namespace();
        space.Lab("lab-listen", "listener family=ipv4 port=8080 backlog=1 waiting=6");
        Assert.Equal(0, space.Once().Get("socket_tcp_listener_drops_total", Lab));
    }

    [LiveFact]
    public void A_listener_that_is_started_again_counts_on()
    {
        using var space = new Namespace();
        using ExporterProcess exporter = space.Serve();
        LabProcess lab = space.Lab("lab-listen", "listener family=ipv4 port=8080 backlog=1 waiting=6");
        double first = exporter.NextPage().Get("socket_tcp_listener_drops_total", Lab);
        lab.Do("close key=8080");
        Assert.Null(exporter.NextPage().Find("socket_tcp_listener_drops_total", Lab));
        lab.Do("listener family=ipv4 port=8080 backlog=1 waiting=6");

        double second = exporter.NextPage().Get("socket_tcp_listener_drops_total", Lab);
        Assert.True(second >= first + 4, $"{first}, then {second}");
        exporter.Stop();
    }

    [LiveFact]
    public void The_parts_of_the_cost_add_up_to_the_whole()
    {
        using var space = new Namespace();
        using ExporterProcess exporter = space.Serve("--sampling.listener-interval=50ms");
        MetricsPage page = exporter.NextPage();
        Assert.Equal(
            ["section=counters", "section=links", "section=listeners", "section=other", "section=processes", "section=render", "section=routes", "section=tcp", "section=udp", "section=unix"],
            page.Family("socket_exporter_section_cpu_seconds_total").Select(series => series.Key.Split('{', '}')[1]).Order(StringComparer.Ordinal));
        Assert.Equal(page.Get("socket_exporter_sample_cpu_seconds_total"), page.Sum("socket_exporter_section_cpu_seconds_total"), 9);
        Assert.All(page.Family("socket_exporter_section_cpu_seconds_total"), series => Assert.True(series.Value > 0, series.Key));
        exporter.Stop();
    }

    private static int DropsBySs(Namespace space)
        => int.Parse(Drops().Match(space.Run("ss", "-HOlntm", "sport", "=", ":8080")).Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"skmem:\(.*,d(\d+)\)")]
    private static partial Regex Drops();
}
