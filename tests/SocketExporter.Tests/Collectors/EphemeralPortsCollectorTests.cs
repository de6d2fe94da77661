using SocketExporter.Collectors;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Collectors;

public sealed class EphemeralPortsCollectorTests
{
    private static readonly Snapshot Empty = new() { TakenAt = DateTimeOffset.UnixEpoch };

    [Fact]
    public void The_limit_and_the_fullest_are_there_always_and_destinations_that_use_much()
    {
        var use = new EphemeralPortUse(28_232, 7_058, [new(new TupleName("10.0.0.1", "10.0.0.9", "443"), 7_058), new(new TupleName("[::1]", "[::1]", "<ephemeral>"), 0)]);

        Assert.Equal(
            [
                "socket_tcp_ephemeral_ports_limit 28232",
                "socket_tcp_ephemeral_ports_fullest_ratio 0.25",
                "socket_tcp_ephemeral_ports_used{source=10.0.0.1,destination=10.0.0.9,port=443} 7058",
                "socket_tcp_ephemeral_ports_used{source=[::1],destination=[::1],port=<ephemeral>} 0",
            ],
            Page.Of(new EphemeralPortsCollector(), Empty with { EphemeralPorts = use }));
    }

    [Fact]
    public void A_host_without_connections_uses_nothing()
    {
        Assert.Equal(
            ["socket_tcp_ephemeral_ports_limit 28232", "socket_tcp_ephemeral_ports_fullest_ratio 0"],
            Page.Of(new EphemeralPortsCollector(), Empty with { EphemeralPorts = new EphemeralPortUse(28_232, 0, []) }));
    }

    [Fact]
    public void A_sample_without_sockets_says_nothing()
    {
        Assert.Empty(Page.Of(new EphemeralPortsCollector(), Empty));
    }
}
