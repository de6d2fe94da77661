using SocketExporter.Collectors;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Collectors;

public sealed class SoftnetCollectorTests
{
    [Fact]
    public void Packets_are_told_as_the_kernel_counts_them()
        => Assert.Equal(
            [
                "socket_softnet_processed_total 34675103",
                "socket_softnet_dropped_total 3",
                "socket_softnet_squeezed_total 35",
                "socket_softnet_flow_limited_total 0",
                "socket_softnet_backlog_packets 9",
            ],
            Page.Of(new SoftnetCollector(), With(new SoftnetSample([34_675_103, 3, 35, 0], 9))));

    [Fact]
    public void What_an_older_kernel_does_not_say_is_absent()
        => Assert.Equal(
            ["socket_softnet_processed_total 5", "socket_softnet_dropped_total 0", "socket_softnet_squeezed_total 0"],
            Page.Of(new SoftnetCollector(), With(new SoftnetSample([5, 0, 0, null], null))));

    [Fact]
    public void Without_the_file_there_is_nothing_to_say() => Assert.Empty(Page.Of(new SoftnetCollector(), With(null)));

    private static Snapshot With(SoftnetSample? softnet) => new SnapshotBuilder().Build() with { Softnet = softnet };
}
