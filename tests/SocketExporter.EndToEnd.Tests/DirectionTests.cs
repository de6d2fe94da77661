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

    private static double Inbound(MetricsPage page)
        => page.Get("socket_tcp_connections", ("direction", "inbound"), ("port", "8080"), ("state", "established"));
}
