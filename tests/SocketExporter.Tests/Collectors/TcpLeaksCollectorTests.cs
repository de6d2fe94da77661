using SocketExporter.Collectors;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Collectors;

public sealed class TcpLeaksCollectorTests
{
    private static readonly Snapshot Two = new SnapshotBuilder().Tcp(TcpState.CloseWait, Direction.Inbound, 80, "web").Tcp(TcpState.CloseWait, Direction.Outbound, 5432, "app").Build();

    [Fact]
    public void Who_does_not_close_is_named_with_its_unread_connections_and_the_oldest()
    {
        Snapshot snapshot = Two with
        {
            Owners = [.. Two.Owners, new Owner("web", "33")],
            CloseWaits = [new(Direction.Inbound, 80, 2, 5, 3, true, 61.5), new(Direction.Inbound, 80, 4, 1, 1, true, 90), new(Direction.Outbound, 5432, 3, 2, 0, false, 7)],
        };

        Assert.Equal(
            [
                "socket_tcp_close_wait_unread_connections{direction=inbound,port=80,process=web} 4",
                "socket_tcp_close_wait_oldest_seconds{direction=inbound,port=80,process=web} 90",
                "socket_tcp_close_wait_oldest_seconds{direction=outbound,port=5432,process=app} 7",
            ],
            Page.Of(new TcpLeaksCollector(), snapshot));
    }

    [Fact]
    public void What_nobody_has_accepted_is_no_leak_of_anybody()
    {
        Snapshot snapshot = Two with
        {
            Owners = [.. Two.Owners, Owner.None with { ControlGroup = new ControlGroupLabels("web.service", "<none>", "<none>") }],
            CloseWaits = [new(Direction.Inbound, 80, Owner.NoneIndex, 6, 2, true, 300), new(Direction.Inbound, 80, 4, 3, 0, false, null)],
        };

        Assert.Equal(["socket_tcp_close_wait_unaccepted_connections{direction=inbound,port=80} 9"], Page.Of(new TcpLeaksCollector(), snapshot));
    }

    [Fact]
    public void After_the_last_one_the_numbers_go_on_at_0_and_the_age_ends()
    {
        Snapshot snapshot = Two with { CloseWaits = [new(Direction.Inbound, 80, 2, 0, 0, true, null), new(Direction.Inbound, 80, Owner.NoneIndex, 0, 0, false, null)] };

        Assert.Equal(
            ["socket_tcp_close_wait_unread_connections{direction=inbound,port=80,process=web} 0", "socket_tcp_close_wait_unaccepted_connections{direction=inbound,port=80} 0"],
            Page.Of(new TcpLeaksCollector(), snapshot));
    }

    [Fact]
    public void A_host_without_any_has_no_series()
    {
        Assert.Empty(Page.Of(new TcpLeaksCollector(), new SnapshotBuilder().Tcp(TcpState.Established, Direction.Inbound, 80, "web").Build()));
    }
}
