using System.Collections.Immutable;
using SocketExporter.Kernel.Counters;
using SocketExporter.Metrics;

namespace SocketExporter.Collectors;

/// <summary>The kernel's name of a protocol counter → the family that shows it.</summary>
internal static class NetstatFamilies
{
    private static readonly HashSet<string> Gauges =
    [
        "Ip.Forwarding", "Ip.DefaultTTL", "Tcp.RtoAlgorithm", "Tcp.RtoMin", "Tcp.RtoMax", "Tcp.MaxConn", "Tcp.CurrEstab", "MPTcpExt.MPCurrEstab", "Sctp.SctpCurrEstab",
    ];

    // Would be taken for gauges by the rule for unknown fields.
    private static readonly HashSet<string> Counters = ["TcpExt.TCPMinTTLDrop"];

    // The kernel gives these two in milliseconds.
    private static readonly HashSet<string> Milliseconds = ["Tcp.RtoMin", "Tcp.RtoMax"];

    /// <summary>Of each name, in their order.</summary>
    public static ImmutableArray<(MetricFamily Family, double Scale)> OfAll(ImmutableArray<CounterName> names) => [.. names.Select(Of)];

    /// <summary>The family, and what a value is multiplied by to be in its unit.</summary>
    public static (MetricFamily Family, double Scale) Of(CounterName name)
    {
        string kernel = $"{name.Protocol}.{name.Name}";
        string stem = $"socket_netstat_{Label(name.Protocol)}_{Label(name.Name)}";
        string help = $"{name.Name} of {name.Protocol}, as the kernel spells it.";
        string source = name.Protocol.EndsWith('6') ? "/proc/net/snmp6" : name.Protocol.EndsWith("Ext", StringComparison.Ordinal) ? "/proc/net/netstat" : "/proc/net/snmp";
        if (Milliseconds.Contains(kernel))
        {
            return (MetricFamily.Gauge(stem + "_seconds", help, source), 0.001);
        }

        return (IsGauge(name, kernel) ? MetricFamily.Gauge(stem, help, source) : MetricFamily.Counter(stem + "_total", help, source), 1);
    }

    private static bool IsGauge(CounterName name, string kernel) => Gauges.Contains(kernel)
        || (!Counters.Contains(kernel)
            && (name.Name.Contains("Curr", StringComparison.Ordinal) || name.Name.Contains("Max", StringComparison.Ordinal) || name.Name.Contains("Min", StringComparison.Ordinal)));

    // A field name is letters and digits on every kernel so far; whatever else one brings must still make a valid metric name.
    private static string Label(string kernelName) => string.Create(kernelName.Length, kernelName, static (span, source) =>
    {
        for (int i = 0; i < span.Length; i++)
        {
            span[i] = char.IsAsciiLetterOrDigit(source[i]) ? char.ToLowerInvariant(source[i]) : '_';
        }
    });
}
