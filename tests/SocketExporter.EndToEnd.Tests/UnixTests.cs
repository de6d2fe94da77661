using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Pages;

namespace SocketExporter.EndToEnd.Tests;

public sealed class UnixTests
{
    [LiveFact]
    public void A_full_unix_listener_shows_what_waits_and_its_limit()
    {
        using var space = new Namespace();
        space.Lab("lab-unix", "unix-listener kind=stream path=@lab-full backlog=3 pending=4 unix-listener kind=seqpacket path=@lab-idle backlog=7");
        MetricsPage page = space.Once();
        (string, string)[] full = [("path", "@lab-full"), ("process", "lab-unix")];
        Assert.Equal(4, page.Get("socket_unix_listener_accept_queue_connections", full));
        Assert.Equal(3, page.Get("socket_unix_listener_accept_queue_limit_connections", full));
        Assert.Equal(1, page.Get("socket_unix_listener_accept_queue_fullest_ratio", full));
        (string, string)[] idle = [("path", "@lab-idle"), ("process", "lab-unix")];
        Assert.Equal(0, page.Get("socket_unix_listener_accept_queue_connections", idle));
        Assert.Equal(7, page.Get("socket_unix_listener_accept_queue_limit_connections", idle));
    }

    [LiveFact]
    public void Connections_not_yet_accepted_are_those_that_proc_calls_connecting()
    {
        using var space = new Namespace();
        LabProcess lab = space.Lab("lab-unix", "unix-listener kind=stream path=@lab-a pending=3 unix-listener kind=seqpacket path=@lab-b pending=2");
        // St 02 is SS_CONNECTING.
        int connecting = File.ReadLines($"/proc/{lab.Truth.ProcessId}/net/unix").Count(line => line.Split(' ')[5] == "02");
        Assert.Equal(5, connecting);
        MetricsPage page = space.Once();
        Assert.Equal(3, page.Get("socket_unix_sockets", ("kind", "stream"), ("state", "connecting")));
        Assert.Equal(2, page.Get("socket_unix_sockets", ("kind", "seqpacket"), ("state", "connecting")));
    }

    [LiveFact]
    public void Fifteen_series_of_kinds_and_states_are_always_there()
    {
        using var space = new Namespace();
        MetricsPage page = space.Once();
        Assert.Equal(15, page.Family("socket_unix_sockets").Count);
        Assert.Equal(0, page.Get("socket_unix_sockets", ("kind", "stream"), ("state", "disconnecting")));
    }
}
