using SocketExporter.Collectors;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Collectors;

public sealed class ConntrackCollectorTests
{
    [Fact]
    public void The_table_is_told_with_its_limit_and_its_losses()
        => Assert.Equal(
            [
                "socket_conntrack_entries 7",
                "socket_conntrack_entries_limit 262144",
                "socket_conntrack_found_total 1",
                "socket_conntrack_invalid_total 2",
                "socket_conntrack_ignore_total 3",
                "socket_conntrack_insert_total 4",
                "socket_conntrack_insert_failed_total 5",
                "socket_conntrack_drop_total 6",
                "socket_conntrack_early_drop_total 7",
                "socket_conntrack_error_total 8",
                "socket_conntrack_search_restart_total 9",
            ],
            Page.Of(new ConntrackCollector(), With(new ConntrackSample(true, 7, 262_144, [1, 2, 3, 4, 5, 6, 7, 8, 9]))));

    [Fact]
    public void What_the_kernel_does_not_say_is_absent()
        => Assert.Equal(
            ["socket_conntrack_entries 7", "socket_conntrack_drop_total 0"],
            Page.Of(new ConntrackCollector(), With(new ConntrackSample(true, 7, null, [null, null, null, null, null, 0, null, null, null]))));

    [Fact]
    public void A_kernel_without_conntrack_has_no_series_at_all() => Assert.Empty(Page.Of(new ConntrackCollector(), With(ConntrackSample.Absent)));

    private static Snapshot With(ConntrackSample conntrack) => new SnapshotBuilder().Build() with { Conntrack = conntrack };
}
