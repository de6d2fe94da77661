using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Pages;

namespace SocketExporter.EndToEnd.Tests;

public sealed class TcpTests
{
    private static readonly string[] States =
    [
        "established", "syn_sent", "syn_recv", "fin_wait1", "fin_wait2", "time_wait", "close", "close_wait", "last_ack", "listen", "closing",
    ];

    [LiveFact]
    public void An_empty_namespace_shows_eleven_zeros_of_each_family()
    {
        using var space = new Namespace();
        MetricsPage page = space.Once();
        Assert.Equal(22, page.Family("socket_tcp_sockets").Count);
        Assert.All(States, state => Assert.Equal(0, page.Get("socket_tcp_sockets", ("family", "ipv4"), ("state", state))));
        Assert.All(States, state => Assert.Equal(0, page.Get("socket_tcp_sockets", ("family", "ipv6"), ("state", state))));
        Assert.Equal(4, page.Family("socket_udp_sockets").Count);
    }

    [LiveFact]
    public void Five_connections_are_five_inbound_and_five_outbound()
    {
        using var space = new Namespace();
        space.Lab("lab-five", "established family=ipv4 port=8080 count=5");
        MetricsPage page = space.Once();
        Assert.Equal(10, page.Get("socket_tcp_sockets", ("family", "ipv4"), ("state", "established")));
        Assert.Equal(1, page.Get("socket_tcp_sockets", ("family", "ipv4"), ("state", "listen")));
        Assert.Equal(0, page.Get("socket_tcp_sockets", ("family", "ipv6"), ("state", "established")));
        Assert.Equal(5, page.Get("socket_tcp_connections", ("direction", "inbound"), ("port", "8080"), ("state", "established")));
        Assert.Equal(5, page.Get("socket_tcp_connections", ("direction", "outbound"), ("port", "8080"), ("state", "established")));
    }

    [LiveFact]
    public void A_v4_mapped_connection_is_ipv6_at_the_server_and_ipv4_at_the_client()
    {
        using var space = new Namespace();
        space.Lab("lab-mapped", "established family=mapped port=8080 count=3");
        MetricsPage page = space.Once();
        Assert.Equal(3, page.Get("socket_tcp_sockets", ("family", "ipv6"), ("state", "established")));
        Assert.Equal(3, page.Get("socket_tcp_sockets", ("family", "ipv4"), ("state", "established")));
        Assert.Equal(3, page.Get("socket_tcp_connections", ("direction", "inbound"), ("port", "8080"), ("state", "established")));
        Assert.Equal(3, page.Get("socket_tcp_connections", ("direction", "outbound"), ("port", "8080"), ("state", "established")));
    }

    [LiveFact]
    public void Two_waiting_at_a_backlog_of_one_are_a_full_queue()
    {
        using var space = new Namespace();
        space.Lab("lab-full", "listener family=ipv4 port=8080 backlog=1 waiting=6");
        MetricsPage page = space.Once();
        (string, string)[] listener = [("address", "0.0.0.0"), ("port", "8080"), ("process", "lab-full")];
        Assert.Equal(2, page.Get("socket_tcp_listener_accept_queue_connections", listener));
        Assert.Equal(1, page.Get("socket_tcp_listener_accept_queue_limit_connections", listener));
        Assert.Equal(1, page.Get("socket_tcp_listener_accept_queue_fullest_ratio", listener));
        Assert.Equal(4, page.Get("socket_tcp_connections", ("direction", "outbound"), ("port", "8080"), ("state", "syn_sent")));
        Assert.True(page.Get("socket_netstat_tcpext_listenoverflows_total") >= 4);
    }

    [LiveFact]
    public void One_full_worker_of_three_is_not_hidden_by_the_sum()
    {
        using var space = new Namespace();
        space.Lab("lab-workers", "reuseport family=ipv4 port=8080 members=3 backlog=4");
        MetricsPage page = space.Once();
        (string, string)[] listener = [("address", "0.0.0.0"), ("port", "8080"), ("process", "lab-workers")];
        Assert.Equal(3, page.Get("socket_tcp_listener_sockets", listener));
        Assert.Equal(5, page.Get("socket_tcp_listener_accept_queue_connections", listener));
        Assert.Equal(12, page.Get("socket_tcp_listener_accept_queue_limit_connections", listener));
        Assert.Equal(1, page.Get("socket_tcp_listener_accept_queue_fullest_ratio", listener));
    }

    [LiveFact]
    public void A_close_wait_with_nothing_but_the_end_has_one_byte_and_no_unread_bytes()
    {
        using var space = new Namespace();
        space.Lab("lab-leak", "half-closed family=ipv4 port=8080 count=3 half-closed family=ipv4 port=8081 count=2 unread=10");
        MetricsPage page = space.Once();
        Assert.Equal(3, page.Get("socket_tcp_receive_queue_bytes", ("direction", "inbound"), ("port", "8080")));
        Assert.Equal(0, page.Get("socket_tcp_receive_queued_connections", ("direction", "inbound"), ("port", "8080")));
        Assert.Equal(22, page.Get("socket_tcp_receive_queue_bytes", ("direction", "inbound"), ("port", "8081")));
        Assert.Equal(11, page.Get("socket_tcp_receive_queue_max_bytes", ("direction", "inbound"), ("port", "8081")));
        Assert.Equal(2, page.Get("socket_tcp_receive_queued_connections", ("direction", "inbound"), ("port", "8081")));
    }

    [LiveFact]
    public void A_shown_service_has_its_important_states_even_at_zero()
    {
        using var space = new Namespace();
        space.Lab("lab-zeros", "established family=ipv4 port=8080 count=1");
        MetricsPage page = space.Once();
        Assert.All(
            ["time_wait", "close_wait", "syn_sent"],
            state => Assert.Equal(0, page.Get("socket_tcp_connections", ("direction", "inbound"), ("port", "8080"), ("state", state))));
        Assert.Equal(0, page.Get("socket_tcp_send_queued_connections", ("direction", "inbound"), ("port", "8080")));
        Assert.Equal(0, page.Get("socket_process_sockets", ("process", "lab-zeros"), ("protocol", "tcp"), ("state", "close_wait")));
    }
}
