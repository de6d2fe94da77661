using SocketExporter.Collectors;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Collectors;

public sealed class TcpHealthCollectorTests
{
    private static readonly Snapshot Sockets = new SnapshotBuilder()
        .Tcp(TcpState.Listen, Direction.None, 80, "web")
        .Tcp(TcpState.Established, Direction.Inbound, 80, "web", zeroWindow: true, count: 2)
        .Tcp(TcpState.CloseWait, Direction.Inbound, 80, "web")
        .Tcp(TcpState.Established, Direction.Outbound, 443, "curl")
        .Build();

    [Fact]
    public void Segments_sent_again_are_there_for_every_service_also_at_0()
        => Assert.Equal(
            ["socket_tcp_retransmitted_segments_total{direction=inbound,port=80} 7", "socket_tcp_retransmitted_segments_total{direction=outbound,port=443} 0"],
            Page.Of(new TcpHealthCollector(), Sockets with { Retransmissions = [new(Direction.Inbound, 80, 7), new(Direction.Inbound, 8080, 9)] }));

    [Fact]
    public void What_the_kernel_does_not_tell_is_absent()
    {
        Assert.Empty(Page.Of(new TcpHealthCollector(), Sockets));
        Assert.Empty(Page.Of(new TcpFlowsCollector(), Sockets));
    }

    [Fact]
    public void Round_trips_are_in_seconds_and_have_the_mean_of_each_bucket()
    {
        var row = new RoundTripRow(Direction.Outbound, 443, [3, 0, 0, 1, 0, 0, 0, 0, 0, 0, 2], [300, 0, 0, 2_500, 0, 0, 0, 0, 0, 0, 9_000_000]);

        Assert.Equal(
            ["socket_tcp_rtt_seconds{direction=outbound,port=443} 3×0.0001 0 0 1×0.0025 0 0 0 0 0 0 2×4.5"],
            Page.Of(new TcpHealthCollector(), Sockets with { RoundTrips = [row] }));
    }

    [Fact]
    public void The_bounds_are_two_a_decade_from_a_tenth_of_a_millisecond_to_three_seconds()
        => Assert.Equal(
            (double[])[0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3],
            new TcpHealthCollector().Families.Single(family => family.Name == "socket_tcp_rtt_seconds").Bounds.ToArray());

    [Fact]
    public void Traffic_is_there_for_every_service_also_at_0()
        => Assert.Equal(
            [
                "socket_tcp_sent_segments_total{direction=inbound,port=80} 1",
                "socket_tcp_sent_segments_total{direction=outbound,port=443} 0",
                "socket_tcp_sent_bytes_total{direction=inbound,port=80} 0",
                "socket_tcp_sent_bytes_total{direction=outbound,port=443} 2",
                "socket_tcp_received_bytes_total{direction=inbound,port=80} 3",
                "socket_tcp_received_bytes_total{direction=outbound,port=443} 0",
            ],
            Page.Of(new TcpFlowsCollector(), Sockets with
            {
                Traffic = new ServiceTraffic([new(Direction.Inbound, 80, 1)], [new(Direction.Outbound, 443, 2)], [new(Direction.Inbound, 80, 3)]),
            }));

    [Fact]
    public void Connections_whose_peers_have_no_room_are_counted_by_service()
    {
        string[] page = Page.Of(new TcpConnectionsCollector(), Sockets);

        Assert.Contains("socket_tcp_zero_window_connections{direction=inbound,port=80} 2", page);
        Assert.Contains("socket_tcp_zero_window_connections{direction=outbound,port=443} 0", page);
    }
}
