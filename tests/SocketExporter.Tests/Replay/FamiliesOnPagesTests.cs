using SocketExporter.Collectors;
using SocketExporter.Tests.Collectors;

namespace SocketExporter.Tests.Replay;

/// <summary>Between a family's declaration and the page there are a section, perhaps a memory, a property of the snapshot and a collector: here a missing link shows.</summary>
public sealed class FamiliesOnPagesTests
{
    /// <summary>Not on the page of any recorded machine, of which one sample is taken without settings.</summary>
    private static readonly string[] NotOnAnyPage =
    [
        // One sample does not say what moves, nor since when.
        "socket_tcp_close_wait_oldest_seconds",
        "socket_tcp_close_wait_unaccepted_connections",
        "socket_tcp_close_wait_unread_connections",
        "socket_tcp_receive_stuck_connections",
        "socket_tcp_receive_stuck_oldest_seconds",
        "socket_tcp_send_stuck_connections",
        "socket_tcp_send_stuck_oldest_seconds",

        // Settings name what is to be there.
        "socket_listener_expected_up",
        "socket_listener_unexpected",
        "socket_listeners_unexpected",
        "socket_peer_connections",

        // Collectors that are not on by default, and one without which users have no names.
        "socket_conntrack_flows",
        "socket_tcp_received_bytes_total",
        "socket_tcp_sent_bytes_total",
        "socket_tcp_sent_segments_total",
        "socket_uid_info",

        // None of the machines had such a thing, or such a kernel.
        "socket_neighbours_limit",
        "socket_netlink_drops_total",
        "socket_tcp_ephemeral_ports_used",
        "socket_tcp_idle_without_keepalive_connections",
        "socket_tcp_listener_syn_recv_connections",
        "socket_tcp_memory_limit_bytes",
        "socket_tcp_orphans_limit",
        "socket_udp_memory_limit_bytes",
        "socket_unix_memory_bytes",
    ];

    private static readonly string[] OnPages =
    [
        .. FixtureTests.Names.Select(static machine => ReplayedPage.Of($"tests/fixtures/{machine}"))
            .SelectMany(static page => page.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Where(static line => line[0] != '#' && !line.StartsWith("socket_exporter_", StringComparison.Ordinal))
            .Select(static line => FamilyOf(line[..line.IndexOfAny(['{', ' '])]))
            .Distinct(),
    ];

    [Fact]
    public void What_is_on_a_page_is_declared_by_a_collector()
    {
        string[] undeclared = [.. OnPages.Where(static name => !CollectorList.All.SelectMany(static collector => collector.Families).Any(declared => Page.Declares(declared, name)))];
        Assert.True(undeclared.Length == 0, $"on the page of a recorded machine and in no collector's Families: {string.Join(", ", undeclared)}");
    }

    [Fact]
    public void What_a_collector_declares_is_on_the_page_of_a_recorded_machine_or_the_reason_is_known()
    {
        string[] declared = [.. CollectorList.All.SelectMany(static collector => collector.Families).Select(static family => family.Name).Where(static name => !name.Contains("PROTO", StringComparison.Ordinal))];
        string[] absent = [.. declared.Except(OnPages).Except(NotOnAnyPage)];
        Assert.True(
            absent.Length == 0,
            $"declared, and on the page of no recorded machine: {string.Join(", ", absent)}. Is the memory in the list of SocketPass, the section read, the property of the snapshot filled, the collector in CollectorList?");
        Assert.Empty(NotOnAnyPage.Intersect(OnPages));
        Assert.Empty(NotOnAnyPage.Except(declared));
    }

    private static string FamilyOf(string series)
    {
        foreach (string suffix in (ReadOnlySpan<string>)["_bucket", "_sum", "_count"])
        {
            if (series.EndsWith(suffix, StringComparison.Ordinal))
            {
                return series[..^suffix.Length];
            }
        }

        return series;
    }
}
