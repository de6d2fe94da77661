using System.Collections.Immutable;
using SocketExporter.Kernel.Counters;
using SocketExporter.Kernel.Counters.Meanings;
using SocketExporter.Metrics;

namespace SocketExporter.Collectors;

/// <summary>The kernel's name of a protocol counter → the family that shows it. What it says and what kind it is stands in <see cref="CounterMeanings"/>.</summary>
internal static class NetstatFamilies
{
    /// <summary>Of each name, in their order.</summary>
    public static ImmutableArray<(MetricFamily Family, double Scale)> OfAll(ImmutableArray<CounterName> names) => [.. names.Select(static name => Of(name))];

    /// <summary>The family, and what a value is multiplied by to be in its unit.</summary>
    public static (MetricFamily Family, double Scale) Of(CounterName name) => Of(name, CounterMeanings.Of(name));

    /// <summary>The families of the counters of a protocol that are known by name, whether this kernel has them or not.</summary>
    public static IEnumerable<MetricFamily> Known(string protocol)
        => CounterMeanings.Known(protocol).Select(static meaning => Of(meaning.Name, meaning).Family);

    private static (MetricFamily Family, double Scale) Of(CounterName name, CounterMeaning meaning)
    {
        string stem = $"socket_netstat_{Label(name.Protocol)}_{Label(name.Name)}";
        string source = CounterMeanings.Source(name.Protocol);
        return meaning.Kind switch
        {
            CounterKind.Gauge => (MetricFamily.Gauge(stem, meaning.Help, source), 1),
            CounterKind.GaugeMilliseconds => (MetricFamily.Gauge(stem + "_seconds", meaning.Help, source), 0.001),
            _ => (MetricFamily.Counter(stem + "_total", meaning.Help, source), 1),
        };
    }

    // A field name is letters and digits on every kernel so far; whatever else one brings must still make a valid metric name.
    private static string Label(string kernelName) => string.Create(kernelName.Length, kernelName, static (span, source) =>
    {
        for (int i = 0; i < span.Length; i++)
        {
            span[i] = char.IsAsciiLetterOrDigit(source[i]) ? char.ToLowerInvariant(source[i]) : '_';
        }
    });
}
