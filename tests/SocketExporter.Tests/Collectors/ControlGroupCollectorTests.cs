using SocketExporter.Collectors;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Collectors;

public sealed class ControlGroupCollectorTests
{
    private const string Container = "3c52b1a1a5b7d0a0c7a1b2c3d4e5f60718293a4b5c6d7e8f9001122334455667";
    private const string Pod = "0f8fad5b-d9cb-469f-a165-70867728950e";

    private static readonly ControlGroupSight Known = new(IsMounted: true, IsTold: true, Named: 2, Unnamed: 0);

    [Fact]
    public void Sockets_are_counted_by_unit_protocol_and_state()
        => Assert.Equal(
            [
                "socket_unit_sockets{unit=nginx.service,protocol=tcp,state=established} 3",
                "socket_unit_sockets{unit=nginx.service,protocol=tcp,state=listen} 1",
                "socket_unit_sockets{unit=ntp.service,protocol=udp,state=unconnected} 1",
                "socket_unit_sockets{unit=<none>,protocol=tcp,state=established} 1",
                "socket_unit_sockets{unit=<none>,protocol=tcp,state=time_wait} 2",
            ],
            Page.Of(new UnitsCollector(), Host() with { ControlGroups = Known }).Order(StringComparer.Ordinal).OrderBy(static line => line.Contains("<none>", StringComparison.Ordinal)));

    [Fact]
    public void Sockets_are_counted_by_container_and_pod()
        => Assert.Equal(
            [
                $"socket_container_sockets{{container_id={Container},pod_uid={Pod},protocol=tcp,state=established}} 1",
                "socket_container_sockets{container_id=<none>,pod_uid=<none>,protocol=tcp,state=established} 3",
                "socket_container_sockets{container_id=<none>,pod_uid=<none>,protocol=tcp,state=listen} 1",
                "socket_container_sockets{container_id=<none>,pod_uid=<none>,protocol=tcp,state=time_wait} 2",
                "socket_container_sockets{container_id=<none>,pod_uid=<none>,protocol=udp,state=unconnected} 1",
            ],
            Page.Of(new ContainersCollector(), Host() with { ControlGroups = Known }).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Where_the_kernel_does_not_say_it_or_cgroup2_is_not_mounted_there_are_no_series(bool mounted, bool told)
    {
        Snapshot host = Host() with { ControlGroups = new ControlGroupSight(mounted, told, 0, 0) };

        Assert.Empty(Page.Of(new UnitsCollector(), host));
        Assert.Empty(Page.Of(new ContainersCollector(), host));
    }

    [Fact]
    public void A_snapshot_in_which_nobody_has_asked_for_control_groups_has_no_series()
        => Assert.Empty((string[])[.. Page.Of(new UnitsCollector(), Host()), .. Page.Of(new ContainersCollector(), Host())]);

    private static Snapshot Host() => new SnapshotBuilder()
        .Tcp(TcpState.TimeWait, Direction.Outbound, 443, count: 2)
        .In("nginx.service").Tcp(TcpState.Listen, Direction.None, 80, "nginx").Tcp(TcpState.Established, Direction.Inbound, 80, "nginx", count: 2)
        .Tcp(TcpState.Established, Direction.Inbound, 80, "php").Unix(TallyProtocol.UnixStream, UnixSocketState.Connected, "php")
        .In("ntp.service").Udp(TcpState.Close, "ntpd")
        .In("<none>", Container, Pod).Tcp(TcpState.Established, Direction.Outbound, 443, "java")
        .Build();
}
