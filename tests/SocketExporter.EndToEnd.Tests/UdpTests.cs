using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Pages;

namespace SocketExporter.EndToEnd.Tests;

public sealed class UdpTests
{
    private static readonly (string, string)[] Listener = [("address", "0.0.0.0"), ("port", "5300"), ("process", "lab-udp")];

    [LiveFact]
    public void Drops_of_a_socket_that_appears_later_are_counted_in_full()
    {
        using var space = new Namespace();
        using ExporterProcess exporter = space.Serve();
        space.Lab("lab-udp", "udp family=ipv4 port=5300 buffer=4096 size=1000 drops=7");
        Assert.Equal(7, exporter.NextPage().Get("socket_udp_drops_total", Listener));
        exporter.Stop();
    }

    [LiveFact]
    public void Drops_before_the_start_are_credited_to_nobody()
    {
        using var space = new Namespace();
        space.Lab("lab-udp", "udp family=ipv4 port=5300 buffer=4096 size=1000 drops=7");
        Assert.Equal(0, space.Once().Get("socket_udp_drops_total", Listener));
    }

    [LiveFact]
    public void A_port_that_returns_goes_on_from_its_drops()
    {
        using var space = new Namespace();
        using ExporterProcess exporter = space.Serve();
        LabProcess lab = space.Lab("lab-udp", "udp family=ipv4 port=5300 buffer=4096 size=1000 drops=7");
        Assert.Equal(7, exporter.NextPage().Get("socket_udp_drops_total", Listener));
        lab.Do("close key=5300");
        Assert.Null(exporter.NextPage().Find("socket_udp_drops_total", Listener));
        lab.Do("udp family=ipv4 port=5300 buffer=4096 size=1000 drops=3");
        Assert.Equal(10, exporter.NextPage().Get("socket_udp_drops_total", Listener));
        exporter.Stop();
    }

    [LiveFact]
    public void A_queue_stands_beside_its_limit()
    {
        using var space = new Namespace();
        LabProcess lab = space.Lab("lab-udp", "udp family=ipv4 port=5300 buffer=8192 queued=4");
        MetricsPage page = space.Once();
        Assert.Equal(16384, page.Get("socket_udp_receive_queue_limit_bytes", Listener));
        Assert.Equal(lab.Truth.Udp[0].ReceiveQueueBytes, page.Get("socket_udp_receive_queue_bytes", Listener));
        Assert.Equal(lab.Truth.Udp[0].ReceiveQueueBytes / 16384.0, page.Get("socket_udp_receive_queue_fullest_ratio", Listener), 9);
    }
}
