using System.Collections.Immutable;

namespace SocketExporter.Kernel.Counters.Meanings;

/// <summary>
/// What every protocol counter of the kernel says: the one table, read for metrics and for the statistics command. Facts from the kernel's
/// sources (net/ipv4/proc.c, net/ipv6/proc.c, net/mptcp/mib.c, net/sctp/proc.c, net/xfrm/xfrm_proc.c and where each field is counted), Linux 3.10 to 6.18.
/// A protocol's rows are made when it is first asked for. A look-up walks them: it is done once for each name that the kernel lists.
/// </summary>
public static class CounterMeanings
{
    /// <summary>All protocols with known counters, in the order in which the kernel's files have them.</summary>
    public static ImmutableArray<string> Protocols { get; } =
    [
        "Ip", "Icmp", "IcmpMsg", "Tcp", "Udp", "UdpLite", "TcpExt", "IpExt", "MPTcpExt", "Ip6", "Icmp6", "Udp6", "UdpLite6", "Sctp", "Xfrm",
    ];

    /// <summary>What a counter says. One that is not known (of a newer kernel) gets a general sentence, and its kind from its name.</summary>
    public static CounterMeaning Of(CounterName name)
    {
        for (int part = 0; Part(name.Protocol, part) is { } rows; part++)
        {
            foreach (CounterMeaning row in rows)
            {
                if (row.Is(name))
                {
                    return row;
                }
            }
        }

        return IcmpTypeMeanings.Of(name) ?? Unknown(name);
    }

    /// <summary>The known counters of a protocol, those of older kernels last; of ICMP messages the types that have a name.</summary>
    public static IEnumerable<CounterMeaning> Known(string protocol)
    {
        for (int part = 0; Part(protocol, part) is { } rows; part++)
        {
            foreach (CounterMeaning row in rows)
            {
                yield return row;
            }
        }

        foreach (CounterMeaning row in IcmpTypeMeanings.Known(protocol))
        {
            yield return row;
        }
    }

    /// <summary>The file of /proc that has the counters of a protocol.</summary>
    public static string Source(string protocol) => protocol switch
    {
        "Sctp" => "/proc/net/sctp/snmp",
        "Xfrm" => "/proc/net/xfrm_stat",
        _ when protocol.EndsWith('6') => "/proc/net/snmp6",
        _ when protocol.EndsWith("Ext", StringComparison.Ordinal) => "/proc/net/netstat",
        _ => "/proc/net/snmp",
    };

    /// <summary>The rows of a protocol stand in up to three files; null behind the last.</summary>
    private static CounterMeaning[]? Part(string protocol, int part) => (protocol, part) switch
    {
        ("Ip", 0) => IpMeanings.Rows,
        ("Icmp", 0) => IcmpMeanings.Rows,
        ("Tcp", 0) => TcpMeanings.Rows,
        ("Udp", 0) => UdpMeanings.Udp,
        ("UdpLite", 0) => UdpMeanings.UdpLite,
        ("TcpExt", 0) => TcpExtMeanings.Rows,
        ("TcpExt", 1) => TcpExtLossMeanings.Rows,
        ("TcpExt", 2) => TcpExtFormerMeanings.Rows,
        ("IpExt", 0) => IpExtMeanings.Rows,
        ("MPTcpExt", 0) => MultipathTcpMeanings.Rows,
        ("MPTcpExt", 1) => MultipathTcpDataMeanings.Rows,
        ("Ip6", 0) => Ip6Meanings.Rows,
        ("Icmp6", 0) => Icmp6Meanings.Rows,
        ("Udp6", 0) => UdpMeanings.Udp6,
        ("UdpLite6", 0) => UdpMeanings.UdpLite6,
        ("Sctp", 0) => SctpMeanings.Rows,
        ("Xfrm", 0) => XfrmMeanings.Rows,
        _ => null,
    };

    /// <summary>The few gauges that the kernel has among its counters all have Curr, Max or Min in their names; so a new one is taken for what it most likely is.</summary>
    private static CounterMeaning Unknown(CounterName name) => new(
        // No HELP may hold a backslash; no kernel's name does, a damaged recording's might.
        $"{name.Protocol} {name.Name}: A counter of the kernel that this program does not know yet.".Replace('\\', '_'),
        name.Name,
        IsLikelyGauge(name.Name) ? CounterKind.Gauge : CounterKind.Counter);

    private static bool IsLikelyGauge(string name) => name.Contains("Curr", StringComparison.Ordinal)
        || name.Contains("Max", StringComparison.Ordinal)
        || name.Contains("Min", StringComparison.Ordinal);
}
