using SocketExporter.Metrics;
using SocketExporter.Snapshots;

namespace SocketExporter.Collectors;

/// <summary>
/// Turns a snapshot into series. A pure function: no I/O, clock, logging, statics or fields that change. One file each, one line in <see cref="CollectorList"/>.
/// </summary>
internal interface ICollector
{
    /// <summary>As in <c>--collector.NAME</c>: lower case, words joined by hyphens.</summary>
    string Name { get; }

    /// <summary>One sentence for --help and docs/settings.md.</summary>
    string Summary { get; }

    /// <summary>False of a collector that has to be asked for: it makes many series, or few want what it says.</summary>
    bool EnabledByDefault => true;

    /// <summary>Sections of the sample without which there is nothing to say.</summary>
    Sections Needs { get; }

    /// <summary>Every family that <see cref="Collect"/> may write, but for those named by the kernel (netstat).</summary>
    IReadOnlyList<MetricFamily> Families { get; }

    void Collect(Snapshot snapshot, MetricWriter writer);
}
