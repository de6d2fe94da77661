using SocketExporter.Collectors;
using SocketExporter.Kernel.Conntrack;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Collectors;

public sealed class ConntrackFlowsCollectorTests
{
    [Fact]
    public void Flows_are_told_by_protocol_state_and_what_is_translated()
        => Assert.Equal(
            [
                "socket_conntrack_flows{protocol=tcp,state=established,nat=none} 5",
                "socket_conntrack_flows{protocol=tcp,state=time_wait,nat=source} 6",
                "socket_conntrack_flows{protocol=tcp,state=<unknown>,nat=none} 1",
                "socket_conntrack_flows{protocol=udp,state=unreplied,nat=destination} 2",
                "socket_conntrack_flows{protocol=udp,state=assured,nat=none} 3",
                "socket_conntrack_flows{protocol=icmp,state=replied,nat=none} 4",
                "socket_conntrack_flows{protocol=<other>,state=unreplied,nat=none} 15",
            ],
            Page.Of(new ConntrackFlowsCollector(), With(
                Kind(6, 5, ConntrackTcpState.Established),
                Kind(6, 6, ConntrackTcpState.TimeWait, source: true),
                Kind(6, 1),
                Kind(17, 2, destination: true),
                Kind(17, 3, replied: true, assured: true),
                Kind(1, 4, replied: true),
                Kind(89, 7),
                Kind(2, 8))));

    [Fact]
    public void Where_both_ends_are_translated_the_destination_says_where_it_goes()
        => Assert.Equal(
            ["socket_conntrack_flows{protocol=tcp,state=established,nat=destination} 3"],
            Page.Of(new ConntrackFlowsCollector(), With(
                Kind(6, 1, ConntrackTcpState.Established, destination: true), Kind(6, 2, ConntrackTcpState.Established, source: true, destination: true))));

    [Fact]
    public void What_nobody_has_asked_for_has_no_series() => Assert.Empty(Page.Of(new ConntrackFlowsCollector(), new SnapshotBuilder().Build()));

    [Fact]
    public void It_is_off_unless_it_is_asked_for()
        => Assert.False(((ICollector)new ConntrackFlowsCollector()).EnabledByDefault);

    private static Snapshot With(params KeyValuePair<ConntrackFlowKind, long>[] kinds) => new SnapshotBuilder().Build() with { ConntrackFlows = new ConntrackFlowSample(kinds, null) };

    private static KeyValuePair<ConntrackFlowKind, long> Kind(
        byte protocol, long count, ConntrackTcpState? state = null, bool replied = false, bool assured = false, bool source = false, bool destination = false)
        => new(new ConntrackFlowKind(protocol, state, replied, assured, source, destination), count);
}
