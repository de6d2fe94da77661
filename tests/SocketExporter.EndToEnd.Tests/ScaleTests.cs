using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Pages;
using SocketExporter.Lab;

namespace SocketExporter.EndToEnd.Tests;

public sealed class ScaleTests
{
    [LiveFact]
    public void Fifteen_thousand_sockets_of_one_process_are_all_counted()
    {
        using var space = new Namespace();
        Truth truth = space.Lab("lab-big", "established family=ipv4 port=8080 count=7500").Truth;
        MetricsPage page = space.Once();
        Same.Nothing(Expected.Of(truth, ExporterProcess.Own).Differences(page, Expected.Families));
        Assert.Equal(15_000, page.Get("socket_process_sockets", ("process", "lab-big"), ("protocol", "tcp"), ("state", "established")));
        Assert.True(page.Get("socket_process_file_descriptors", ("process", "lab-big")) > 15_000);
    }

    [LiveFact]
    public void A_socket_that_two_thousand_processes_hold_belongs_to_the_first_of_them()
    {
        using var space = new Namespace();
        space.Lab("lab-crowded", "listener family=ipv4 port=8080");
        using var crowd = new Crowd(space, "lab-leader", processes: 2000, port: 8080);
        MetricsPage page = space.Once();
        Assert.Equal(1, page.Get("socket_process_sockets", ("process", "lab-leader"), ("protocol", "tcp"), ("state", "established")));
        Assert.Equal(0, page.Sum("socket_process_sockets", ("process", "sleep")));
        Assert.Equal(2, page.Get("socket_tcp_sockets", ("family", "ipv4"), ("state", "established")));
        Assert.True(page.Get("socket_process_file_descriptors", ("process", "sleep")) >= 2000 * 4);
    }
}
