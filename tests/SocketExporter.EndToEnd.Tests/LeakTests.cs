using System.Net;
using System.Net.Sockets;
using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Pages;

namespace SocketExporter.EndToEnd.Tests;

/// <summary>Connections that the peer has closed: who does not close them, and where nobody accepts.</summary>
public sealed class LeakTests
{
    private const string Oldest = "socket_tcp_close_wait_oldest_seconds";
    private const string Unread = "socket_tcp_close_wait_unread_connections";
    private const string Unaccepted = "socket_tcp_close_wait_unaccepted_connections";

    [LiveFact]
    public void Who_does_not_close_is_named_with_age_and_unread_data_and_an_end_of_stream_alone_is_none()
    {
        using var space = new Namespace();
        LabProcess leaking = space.Lab("lab-leak", "half-closed family=ipv4 port=8080 count=3 unread=50 half-closed family=ipv6 port=8081 count=2 by=server");
        using ExporterProcess exporter = space.Serve();
        MetricsPage page = Wait.For("ages", () => exporter.NextPage() is { } next && next.Family(Oldest).Count == 2 && next.Family(Oldest).All(static series => series.Value > 2) ? next : null);
        space.Lab("lab-late", "half-closed family=ipv4 port=8082 count=1");
        page = Wait.For("its age", () => exporter.NextPage() is { } next && next.Family(Oldest).Count == 3 ? next : null);

        (string, string)[] server = [("direction", "inbound"), ("port", "8080"), ("process", "lab-leak")];
        (string, string)[] pool = [("direction", "outbound"), ("port", "8081"), ("process", "lab-leak")];
        (string, string)[] late = [("direction", "inbound"), ("port", "8082"), ("process", "lab-late")];
        Assert.Equal((3, null, null), (page.Get(Unread, server), page.Find(Unread, pool), page.Find(Unread, late)));
        Assert.InRange(page.Get(Oldest, server), 2, 60);
        Assert.InRange(page.Get(Oldest, pool), 2, 60);
        Assert.InRange(page.Get(Oldest, late), 0, page.Get(Oldest, server) - 1);
        Assert.Equal(3, page.Get("socket_tcp_connections", ("direction", "inbound"), ("port", "8080"), ("state", "close_wait")));
        Assert.Empty(page.Family(Unaccepted));

        leaking.Do("close key=8080");
        page = exporter.NextPage();
        Assert.Equal(0, page.Get(Unread, server));
        Assert.Null(page.Find(Oldest, server));
        exporter.Stop();
    }

    [LiveFact]
    public void What_nobody_accepts_is_told_apart_until_somebody_does()
    {
        using var space = new Namespace();
        using Socket listener = space.Inside(static () =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 8090));
            socket.Listen(10);
            return socket;
        });
        for (int i = 0; i < 4; i++)
        {
            using Socket client = space.Connect(8090);
            client.Send(new byte[i]); // the first says nothing
        }

        using ExporterProcess exporter = space.Serve();
        MetricsPage page = exporter.NextPage();
        Assert.Equal(4, page.Get(Unaccepted, ("direction", "inbound"), ("port", "8090")));
        Assert.Empty(page.Family(Unread));
        Assert.Empty(page.Family(Oldest));

        using Socket first = listener.Accept();
        using Socket second = listener.Accept();
        page = exporter.NextPage();
        Assert.Equal(2, page.Get(Unaccepted, ("direction", "inbound"), ("port", "8090")));
        Assert.Equal(1, page.Sum(Unread, ("direction", "inbound"), ("port", "8090")));
        string process = Assert.Single(page.Family(Oldest)).Labels["process"];
        Assert.Equal(File.ReadAllText("/proc/self/comm").TrimEnd('\n'), process);
        exporter.Stop();
    }
}
