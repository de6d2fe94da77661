using System.Net;
using System.Net.Sockets;
using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Pages;

namespace SocketExporter.EndToEnd.Tests;

/// <summary>For how long accept queues are full, beside listeners that are well.</summary>
public sealed class FullQueueTests
{
    private const string FullSeconds = "socket_tcp_listener_accept_queue_full_seconds_total";
    private const string FullestRatio = "socket_tcp_listener_accept_queue_fullest_ratio";

    private static readonly string[] Often = ["--sampling.interval=500ms", "--sampling.listener-interval=100ms"];

    [LiveFact]
    public void A_full_queue_counts_a_second_a_second_and_its_sibling_none()
    {
        using var space = new Namespace();
        space.Lab("lab-full", "listener family=ipv4 port=8080 backlog=1 waiting=6");
        space.Lab("lab-well", "listener family=ipv4 port=8081 backlog=9 waiting=9");
        using ExporterProcess exporter = space.Serve(Often);
        MetricsPage first = exporter.NextPage();
        MetricsPage last = Wait.For("five seconds", () => exporter.Page() is { } page && At(page) >= At(first) + 5 ? page : null);

        double full = last.Get(FullSeconds, Listener("0.0.0.0", 8080, "lab-full")) - first.Get(FullSeconds, Listener("0.0.0.0", 8080, "lab-full"));
        Assert.InRange(full / (At(last) - At(first)), 0.7, 1.1);

        // Full but for one connection, for all this time.
        Assert.Equal(0.9, last.Get(FullestRatio, Listener("0.0.0.0", 8081, "lab-well")));
        Assert.Equal(0, last.Get(FullSeconds, Listener("0.0.0.0", 8081, "lab-well")));
        exporter.Stop();
    }

    [LiveFact]
    public void One_full_worker_among_idle_ones_is_full_and_its_group_counts()
    {
        using var space = new Namespace();
        space.Lab("lab-workers", "reuseport family=ipv4 port=8080 members=4 backlog=2");
        using ExporterProcess exporter = space.Serve(Often);
        MetricsPage first = exporter.NextPage();
        MetricsPage last = Wait.For("two seconds", () => exporter.Page() is { } page && At(page) >= At(first) + 2 ? page : null);

        (string, string)[] workers = Listener("0.0.0.0", 8080, "lab-workers");
        Assert.Equal(4, last.Get("socket_tcp_listener_sockets", workers));
        Assert.Equal(3, last.Get("socket_tcp_listener_accept_queue_connections", workers));
        Assert.Equal(8, last.Get("socket_tcp_listener_accept_queue_limit_connections", workers));
        Assert.Equal(1, last.Get(FullestRatio, workers));
        Assert.InRange((last.Get(FullSeconds, workers) - first.Get(FullSeconds, workers)) / (At(last) - At(first)), 0.6, 1.2);
        exporter.Stop();
    }

    [LiveFact]
    public void A_burst_that_is_survived_counts_while_it_lasts_and_no_longer()
    {
        using var space = new Namespace();
        using ExporterProcess exporter = space.Serve(Often);
        using Socket listener = space.Inside(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 8080));
        listener.Listen(2);
        Assert.Equal(0, Sum(exporter.NextPage()));

        List<Socket> clients = [.. Enumerable.Range(0, 3).Select(_ => space.Connect(8080))];
        Wait.Until("the burst to be seen", () => Sum(exporter.Page()) > 0);
        clients.ForEach(client =>
        {
            listener.Accept().Dispose();
            client.Dispose();
        });

        exporter.NextPage();
        MetricsPage over = exporter.NextPage();
        Assert.Equal(0, over.Sum("socket_tcp_listener_accept_queue_connections", ("port", "8080")));
        Assert.InRange(Sum(over), 0.05, 10);
        MetricsPage later = Wait.For("two seconds", () => exporter.Page() is { } page && At(page) >= At(over) + 2 ? page : null);
        Assert.Equal(Sum(over), Sum(later));
        exporter.Stop();

        static double Sum(MetricsPage page) => page.Sum(FullSeconds, ("port", "8080"));
    }

    private static double At(MetricsPage page) => page.Get("socket_exporter_sample_timestamp_seconds");

    private static (string, string)[] Listener(string address, int port, string process) => [("address", address), ("port", $"{port}"), ("process", process)];
}
