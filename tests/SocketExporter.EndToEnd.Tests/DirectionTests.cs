using System.Net;
using System.Net.Sockets;
using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Pages;

namespace SocketExporter.EndToEnd.Tests;

public sealed class DirectionTests
{
    [LiveFact]
    public void Connections_of_a_listener_seen_before_it_closed_stay_inbound()
    {
        using var space = new Namespace();
        LabProcess lab = space.Lab("lab-closed", "established family=ipv4 port=8080 count=4");
        using ExporterProcess exporter = space.Serve();
        Assert.Equal(4, Inbound(exporter.NextPage()));
        lab.Do("close-listeners key=8080");
        MetricsPage page = exporter.NextPage();
        Assert.Equal(4, Inbound(page));
        Assert.Equal(4, page.Get("socket_tcp_connections", ("direction", "outbound"), ("port", "8080"), ("state", "established")));
        Assert.DoesNotContain(page.Family("socket_tcp_listener_sockets"), series => series.Has(("port", "8080")));
        exporter.Stop();
    }

    [LiveFact]
    public void Connections_of_a_listener_never_seen_are_inbound_by_the_port_that_is_not_ephemeral()
    {
        using var space = new Namespace();
        space.Lab("lab-missed", "established family=ipv4 port=8080 count=4").Do("close-listeners key=8080");
        MetricsPage page = space.Once();
        Assert.Equal(4, Inbound(page));
        Assert.Equal(4, page.Get("socket_tcp_connections", ("direction", "outbound"), ("port", "8080"), ("state", "established")));
    }

    [LiveFact]
    public void A_listener_on_an_ephemeral_port_is_not_named_by_its_number()
    {
        using var space = new Namespace();
        space.Lab("lab-short", "established family=ipv4 port=40000 count=2");
        MetricsPage page = space.Once();
        Assert.Equal(1, page.Get("socket_tcp_listener_sockets", ("address", "0.0.0.0"), ("port", "<ephemeral>"), ("process", "lab-short")));
        Assert.DoesNotContain(page.All, series => series.Has(("port", "40000")));
        Assert.Equal(4, page.Sum("socket_tcp_connections", ("port", "<ephemeral>"), ("state", "established")));
    }

    [LiveFact]
    public void A_listener_covers_only_its_own_address()
    {
        using var space = new Namespace();
        space.Lab("lab-server", "listener family=ipv4 port=8080 bind=loopback listener family=ipv4 port=9000 bind=loopback");
        // From 127.0.0.2:8080 to 127.0.0.1:9000: the port is that of a listener, the address is not.
        using Socket client = space.Inside(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        client.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 8080));
        client.Connect(IPAddress.Loopback, 9000);
        MetricsPage page = space.Once();
        Assert.Equal(1, page.Get("socket_tcp_connections", ("direction", "outbound"), ("port", "9000"), ("state", "established")));
        Assert.Equal(1, page.Get("socket_tcp_connections", ("direction", "inbound"), ("port", "9000"), ("state", "established")));
        Assert.Equal(0, page.Sum("socket_tcp_connections", ("port", "8080")));
    }

    [LiveFact]
    public void A_listener_without_ipv4_does_not_cover_ipv4()
    {
        using var space = new Namespace();
        space.Lab("lab-server", "listener family=ipv6 port=8080 listener family=ipv4 port=9000");
        using Socket client = space.Inside(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        client.Bind(new IPEndPoint(IPAddress.Loopback, 8080));
        client.Connect(IPAddress.Loopback, 9000);
        MetricsPage page = space.Once();
        Assert.Equal(1, page.Get("socket_tcp_connections", ("direction", "outbound"), ("port", "9000"), ("state", "established")));
        Assert.Equal(0, page.Sum("socket_tcp_connections", ("port", "8080")));
    }

    private static double Inbound(MetricsPage page)
        => page.Get("socket_tcp_connections", ("direction", "inbound"), ("port", "8080"), ("state", "established"));
}
