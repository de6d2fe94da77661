using SocketExporter.Collectors;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Collectors;

public sealed class SocketCollectorTests
{
    [Fact]
    public void All_eleven_tcp_states_of_both_families_are_always_there()
    {
        string[] page = Page.Of(new TcpCollector(), new SnapshotBuilder().Tcp(TcpState.CloseWait, Direction.Inbound, 80, family: IpFamily.Ipv6, count: 3).Build());

        Assert.Equal(22, page.Length);
        Assert.Contains("socket_tcp_sockets{family=ipv6,state=close_wait} 3", page);
        Assert.Contains("socket_tcp_sockets{family=ipv4,state=close_wait} 0", page);
        Assert.Equal(
            ["established", "syn_sent", "syn_recv", "fin_wait1", "fin_wait2", "time_wait", "close", "close_wait", "last_ack", "listen", "closing"],
            page.Take(11).Select(line => line.Split("state=")[1].Split('}')[0]));
    }

    [Fact]
    public void A_service_shows_its_states_queues_and_the_zeros_that_alerts_need()
    {
        Snapshot snapshot = new SnapshotBuilder()
            .Tcp(TcpState.Established, Direction.Inbound, 443, "nginx", receiveQueue: 10, receiveQueued: true)
            .Tcp(TcpState.Established, Direction.Inbound, 443, "nginx", receiveQueue: 4, sendQueue: 9, receiveQueued: true, sendQueued: true)
            .Tcp(TcpState.FinWait2, Direction.Inbound, 443)
            .Build();

        Assert.Equal(
            [
                "socket_tcp_connections{direction=inbound,port=443,state=established} 2",
                "socket_tcp_connections{direction=inbound,port=443,state=syn_sent} 0",
                "socket_tcp_connections{direction=inbound,port=443,state=fin_wait2} 1",
                "socket_tcp_connections{direction=inbound,port=443,state=time_wait} 0",
                "socket_tcp_connections{direction=inbound,port=443,state=close_wait} 0",
                "socket_tcp_receive_queue_bytes{direction=inbound,port=443} 14",
                "socket_tcp_receive_queue_max_bytes{direction=inbound,port=443} 10",
                "socket_tcp_send_queue_bytes{direction=inbound,port=443} 9",
                "socket_tcp_send_queue_max_bytes{direction=inbound,port=443} 9",
                "socket_tcp_receive_queued_connections{direction=inbound,port=443} 2",
                "socket_tcp_send_queued_connections{direction=inbound,port=443} 1",
                "socket_tcp_retransmitting_connections{direction=inbound,port=443} 0",
                "socket_tcp_zero_window_connections{direction=inbound,port=443} 0",
                "socket_tcp_time_wait_started_total{direction=inbound,port=443} 0",
            ],
            Page.Of(new TcpConnectionsCollector(), snapshot));
    }

    [Fact]
    public void A_listener_makes_its_port_a_service_and_is_no_connection()
    {
        string[] page = Page.Of(new TcpConnectionsCollector(), new SnapshotBuilder().Tcp(TcpState.Listen, Direction.None, 22, "sshd").Build());

        Assert.Contains("socket_tcp_connections{direction=inbound,port=22,state=established} 0", page);
        Assert.DoesNotContain(page, line => line.Contains("state=listen", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_timer_that_the_kernel_tells_is_always_there()
    {
        Snapshot snapshot = new SnapshotBuilder().Build() with { TcpTimers = new TcpTimerCounts([1, 2, 3, 4, 5, 0], 6) };

        Assert.Equal(
            [
                "socket_tcp_timer_sockets{timer=none} 1",
                "socket_tcp_timer_sockets{timer=retransmit} 2",
                "socket_tcp_timer_sockets{timer=keepalive} 3",
                "socket_tcp_timer_sockets{timer=time_wait} 4",
                "socket_tcp_timer_sockets{timer=zero_window_probe} 5",
                "socket_tcp_time_wait_expiring_soon_sockets 6",
            ],
            Page.Of(new TcpCollector(), snapshot)[22..]);
    }

    [Fact]
    public void A_timer_of_a_newer_kernel_is_unknown()
        => Assert.Contains(
            "socket_tcp_timer_sockets{timer=<unknown>} 7",
            Page.Of(new TcpCollector(), new SnapshotBuilder().Build() with { TcpTimers = new TcpTimerCounts([0, 0, 0, 0, 0, 7], 0) }));

    [Fact]
    public void Connections_in_which_nothing_moves_are_told_by_service()
    {
        Snapshot snapshot = new SnapshotBuilder()
            .Tcp(TcpState.SynSent, Direction.Outbound, 5432, "app", retransmitting: true, count: 2)
            .Tcp(TcpState.Established, Direction.Outbound, 5432, "app", retransmitting: true)
            .Tcp(TcpState.Established, Direction.Outbound, 5432, "app")
            .Build() with { IdleConnections = [new IdleConnectionsRow(Direction.Inbound, 22, 3), new IdleConnectionsRow(Direction.Outbound, ServicePort.Other, 0)] };

        Assert.Equal(
            [
                "socket_tcp_retransmitting_connections{direction=outbound,port=5432} 3",
                "socket_tcp_zero_window_connections{direction=outbound,port=5432} 0",
                "socket_tcp_time_wait_started_total{direction=outbound,port=5432} 0",
                "socket_tcp_idle_without_keepalive_connections{direction=inbound,port=22} 3",
                "socket_tcp_idle_without_keepalive_connections{direction=outbound,port=<other>} 0",
            ],
            Page.Of(new TcpConnectionsCollector(), snapshot)[^5..]);
    }

    [Fact]
    public void Entries_into_time_wait_are_told_by_service()
    {
        Snapshot snapshot = new SnapshotBuilder()
            .Tcp(TcpState.Listen, Direction.None, 80)
            .Tcp(TcpState.Established, Direction.Outbound, 443)
            .Build() with
        {
            TimeWaitStarts = [new(Direction.Inbound, 80, 40), new(Direction.Inbound, 81, 7)],
        };

        Assert.Equal(
            ["socket_tcp_time_wait_started_total{direction=inbound,port=80} 40", "socket_tcp_time_wait_started_total{direction=outbound,port=443} 0"],
            Page.Of(new TcpConnectionsCollector(), snapshot).Where(static line => line.StartsWith("socket_tcp_time_wait_started_total", StringComparison.Ordinal)));
    }

    [Fact]
    public void How_near_a_process_is_to_its_limit_of_open_files_is_absent_where_no_limit_is_known()
    {
        Snapshot snapshot = new SnapshotBuilder().Build() with { Processes = [new ProcessFiles("nginx", 30, FullestRatio: 0.25), new ProcessFiles("init", 5)] };

        Assert.Equal(
            ["socket_process_file_descriptors_fullest_ratio{process=nginx} 0.25"],
            Page.Of(new ProcessesCollector(), snapshot).Where(line => line.Contains("ratio", StringComparison.Ordinal)));
    }

    [Fact]
    public void Udp_and_unix_states_are_always_there()
    {
        Snapshot snapshot = new SnapshotBuilder()
            .Udp(TcpState.Close, "named")
            .Udp(TcpState.Established, "curl", IpFamily.Ipv6)
            .Unix(TallyProtocol.UnixDgram, UnixSocketState.Unconnected, "systemd")
            .Build() with { UnixConnecting = [2, 0, 1] };

        Assert.Equal(
            [
                "socket_udp_sockets{family=ipv4,state=unconnected} 1",
                "socket_udp_sockets{family=ipv4,state=connected} 0",
                "socket_udp_sockets{family=ipv6,state=unconnected} 0",
                "socket_udp_sockets{family=ipv6,state=connected} 1",
            ],
            Page.Of(new UdpCollector(), snapshot));
        string[] unix = Page.Of(new UnixCollector(), snapshot);
        Assert.Equal(15, unix.Count(line => line.StartsWith("socket_unix_sockets{", StringComparison.Ordinal)));
        Assert.Contains("socket_unix_sockets{kind=dgram,state=unconnected} 1", unix);
        Assert.Contains("socket_unix_sockets{kind=stream,state=connecting} 2", unix);
        Assert.Contains("socket_unix_sockets{kind=seqpacket,state=connecting} 1", unix);
    }

    [Fact]
    public void A_process_shows_its_sockets_queues_files_and_a_zero_for_close_wait()
    {
        Snapshot snapshot = new SnapshotBuilder()
            .Tcp(TcpState.Established, Direction.Inbound, 80, "web", receiveQueue: 7, sendQueue: 3)
            .Unix(TallyProtocol.UnixStream, UnixSocketState.Connected, "web")
            .Build() with { Processes = [new ProcessFiles("web", 12), new ProcessFiles("kthreadd", 0)] };

        Assert.Equal(
            [
                "socket_process_file_descriptors{process=web} 12",
                "socket_process_receive_queue_bytes{process=web,protocol=tcp} 7",
                "socket_process_send_queue_bytes{process=web,protocol=tcp} 3",
                "socket_process_sockets{process=web,protocol=tcp,state=close_wait} 0",
                "socket_process_sockets{process=web,protocol=tcp,state=established} 1",
                "socket_process_sockets{process=web,protocol=unix,state=connected} 1",
            ],
            Page.Of(new ProcessesCollector(), snapshot).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Queues_of_other_protocols_than_tcp_are_shown_where_there_was_something_in_them()
    {
        Snapshot snapshot = new SnapshotBuilder().Udp(TcpState.Close, "dns", receiveQueue: 900).Build();

        Assert.Equal(
            ["socket_process_receive_queue_bytes{process=dns,protocol=udp} 900"],
            Page.Of(new ProcessesCollector(), snapshot).Where(static line => line.Contains("queue", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_nobody_owns_belongs_to_no_user()
    {
        Snapshot snapshot = new SnapshotBuilder()
            .Tcp(TcpState.TimeWait, Direction.Inbound, 80)
            .Tcp(TcpState.Established, Direction.Inbound, 80, "web")
            .Build();

        Assert.Equal(["socket_uid_sockets{uid=<none>,protocol=tcp} 1", "socket_uid_sockets{uid=1000,protocol=tcp} 1"], Page.Of(new UsersCollector(), snapshot));
    }

    [Fact]
    public void A_listener_that_nobody_watched_has_neither_a_peak_nor_a_time_for_which_it_was_full()
    {
        Snapshot snapshot = new SnapshotBuilder().Build() with
        {
            Endpoints = [new EndpointGroup(new EndpointName(EndpointProtocol.TcpListener, "127.0.0.1", "80", "web"), EndpointScope.Loopback) { ListeningSockets = 1 }],
        };

        Assert.DoesNotContain(Page.Of(new ListenersCollector(), snapshot), line => line.Contains("peak", StringComparison.Ordinal) || line.Contains("full_seconds", StringComparison.Ordinal));
    }

    [Fact]
    public void A_tcp_listener_shows_its_queue_in_connections_and_udp_in_bytes()
    {
        Snapshot snapshot = new SnapshotBuilder().Build() with
        {
            ControlGroups = new ControlGroupSight(true, true, 1, 0),
            Endpoints =
            [
                new EndpointGroup(new EndpointName(EndpointProtocol.TcpListener, "127.0.0.1", "80", "web"), EndpointScope.Loopback) { ControlGroup = new ControlGroupLabels("web.service", "<none>", "<none>"), ListeningSockets = 2, Queue = 3, QueueLimit = 10, FullestRatio = 0.5, SynRecv = 1, PeakQueue = 9, FullestPeakRatio = 0.75, FullSecondsTotal = 2.5, DropsTotal = 6 },
                new EndpointGroup(new EndpointName(EndpointProtocol.Udp, "0.0.0.0", "53", "named"), EndpointScope.Any) { ListeningSockets = 1, Queue = 2304, QueueLimit = 4096, FullestRatio = 0.5625, DropsTotal = 99 },
                new EndpointGroup(new EndpointName(EndpointProtocol.Udp, "10.0.0.1", "<ephemeral>", "curl"), EndpointScope.Specific) { QueueLimit = 212992 },
            ],
            ListenerChanges = [new ListenerChanges(EndpointProtocol.TcpListener, 7, 5), new ListenerChanges(EndpointProtocol.Udp, 0, 0)],
        };

        Assert.Equal(
            [
                "socket_listener_info{protocol=tcp,address=127.0.0.1,port=80,process=web,scope=loopback,unit=web.service,container_id=<none>,pod_uid=<none>} 1",
                "socket_listener_info{protocol=udp,address=0.0.0.0,port=53,process=named,scope=any,unit=<none>,container_id=<none>,pod_uid=<none>} 1",
                "socket_tcp_listener_sockets{address=127.0.0.1,port=80,process=web} 2",
                "socket_tcp_listener_accept_queue_connections{address=127.0.0.1,port=80,process=web} 3",
                "socket_tcp_listener_accept_queue_limit_connections{address=127.0.0.1,port=80,process=web} 10",
                "socket_tcp_listener_accept_queue_fullest_ratio{address=127.0.0.1,port=80,process=web} 0.5",
                "socket_tcp_listener_syn_recv_connections{address=127.0.0.1,port=80,process=web} 1",
                "socket_tcp_listener_drops_total{address=127.0.0.1,port=80,process=web} 6",
                "socket_tcp_listener_accept_queue_peak_connections{address=127.0.0.1,port=80,process=web} 9",
                "socket_tcp_listener_accept_queue_fullest_peak_ratio{address=127.0.0.1,port=80,process=web} 0.75",
                "socket_tcp_listener_accept_queue_full_seconds_total{address=127.0.0.1,port=80,process=web} 2.5",
                "socket_listeners_opened_total{protocol=tcp} 7",
                "socket_listeners_opened_total{protocol=udp} 0",
                "socket_listeners_closed_total{protocol=tcp} 5",
                "socket_listeners_closed_total{protocol=udp} 0",
            ],
            Page.Of(new ListenersCollector(), snapshot));
        Assert.Contains("socket_udp_drops_total{address=0.0.0.0,port=53,process=named} 99", Page.Of(new UdpCollector(), snapshot));
        Assert.Contains("socket_udp_receive_queue_fullest_ratio{address=0.0.0.0,port=53,process=named} 0.5625", Page.Of(new UdpCollector(), snapshot));
        Assert.Contains("socket_udp_receive_queue_limit_bytes{address=10.0.0.1,port=<ephemeral>,process=curl} 212992", Page.Of(new UdpCollector(), snapshot));
    }
}
