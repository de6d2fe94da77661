using SocketExporter.Kernel.Counters;
using SocketExporter.Metrics;
using SocketExporter.Snapshots;

namespace SocketExporter.Collectors;

/// <summary>The table of tracked connections: how full it is and what was refused. Absent where the kernel has no conntrack.</summary>
internal sealed class ConntrackCollector : ICollector
{
    private static readonly MetricFamily Entries = MetricFamily.Gauge(
        "socket_conntrack_entries",
        "Flows in the conntrack table of this network namespace.",
        "/proc/sys/net/netfilter/nf_conntrack_count, or ctnetlink CTA_STATS_GLOBAL_ENTRIES");

    private static readonly MetricFamily EntriesLimit = MetricFamily.Gauge(
        "socket_conntrack_entries_limit",
        "Flows beyond which the kernel drops the first packet of each new one.",
        "/proc/sys/net/netfilter/nf_conntrack_max, or ctnetlink CTA_STATS_GLOBAL_MAX_ENTRIES");

    // In the order of the enumeration.
    private static readonly MetricFamily[] Counters =
    [
        Counter("found", "Searches of the table that found a flow; since Linux 4.9 only those of NAT for an address and port, which were taken then."),
        Counter("invalid", "Packets that conntrack could not assign to a flow, such as segments outside of the window."),
        Counter("ignore", "Packets that were not looked at because they had a flow already or need none; since Linux 5.10 the kernel says 0."),
        Counter("insert", "Flows added to the table; since Linux 4.9 only those that a program has added."),
        Counter("insert_failed", "Flows not added because another packet had just added the same one, as two DNS questions at once do."),
        Counter("drop", "Packets dropped because their flow could not be added: the table was full or memory was short."),
        Counter("early_drop", "Flows thrown out of a full table before their time, to make room for new ones."),
        Counter("error", "Packets that could not be assigned because they were wrong in themselves, mostly ICMP errors; also counted as invalid."),
        Counter("search_restart", "Searches begun again because the table was resized under them."),
    ];

    public string Name => "conntrack";

    public string Summary => "Entries, limit and losses of the conntrack table.";

    public Sections Needs => Sections.Conntrack;

    public IReadOnlyList<MetricFamily> Families { get; } = [Entries, EntriesLimit, .. Counters];

    public void Collect(Snapshot snapshot, MetricWriter writer)
    {
        ConntrackSample conntrack = snapshot.Conntrack!;
        writer.WriteIfKnown(Entries, conntrack.Entries);
        writer.WriteIfKnown(EntriesLimit, conntrack.EntriesLimit);
        for (int i = 0; i < conntrack.Totals.Count; i++)
        {
            writer.WriteIfKnown(Counters[i], conntrack.Totals[i]);
        }
    }

    private static MetricFamily Counter(string name, string help)
        => MetricFamily.Counter($"socket_conntrack_{name}_total", help, $"/proc/net/stat/nf_conntrack {(name == "error" ? "icmp_error" : name)}, or ctnetlink CTA_STATS_{name.ToUpperInvariant()}");
}
