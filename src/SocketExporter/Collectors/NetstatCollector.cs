using System.Collections.Immutable;
using SocketExporter.Kernel.Counters;
using SocketExporter.Metrics;
using SocketExporter.Snapshots;

namespace SocketExporter.Collectors;

/// <summary>Every protocol counter of the kernel, under its own name: what a newer kernel adds appears by itself.</summary>
internal sealed class NetstatCollector : ICollector
{
    /// <summary>Stands in the documents for the families that the kernel names.</summary>
    private static readonly MetricFamily Pattern = MetricFamily.Counter(
        "socket_netstat_PROTO_NAME_total",
        "Each protocol counter of the kernel: PROTO and NAME are the kernel's protocol and field in lower case. The few gauges among them have no _total.",
        "/proc/net/snmp, /proc/net/netstat, /proc/net/snmp6, /proc/net/sctp/snmp, /proc/net/xfrm_stat");

    // Hundreds of fields that stay 0 where the protocol is not used: shown once any of them has moved.
    private static readonly string[] ShownOnceUsed = ["MPTcpExt", "UdpLite", "UdpLite6", "Sctp", "Xfrm"];

    public string Name => "netstat";

    public string Summary => "Protocol counters of IP, ICMP, TCP, UDP and their extensions, as netstat -s and nstat show them.";

    public Sections Needs => Sections.Counters;

    public IReadOnlyList<MetricFamily> Families { get; } = [Pattern];

    public void Collect(Snapshot snapshot, MetricWriter writer)
    {
        CounterTable table = snapshot.Counters!;
        ImmutableArray<(MetricFamily Family, double Scale)> families = writer.Derive(table.Names, static names => NetstatFamilies.OfAll(names));
        HashSet<string> hidden = NeverMoved(table);

        for (int i = 0; i < table.Names.Length; i++)
        {
            if (!hidden.Contains(table.Names[i].Protocol))
            {
                (MetricFamily family, double scale) = families[i];
                writer.Write(family, (double)table.Values[i] * scale);
            }
        }
    }

    private static HashSet<string> NeverMoved(CounterTable table)
    {
        var hidden = new HashSet<string>(ShownOnceUsed);
        for (int i = 0; i < table.Names.Length; i++)
        {
            if (table.Values[i] != 0)
            {
                hidden.Remove(table.Names[i].Protocol);
            }
        }

        return hidden;
    }
}
