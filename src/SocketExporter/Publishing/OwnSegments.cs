using SocketExporter.Collectors;
using SocketExporter.Metrics;
using SocketExporter.Sampling;
using SocketExporter.Snapshots;

namespace SocketExporter.Publishing;

/// <summary>What the daemon publishes about itself beside the collectors.</summary>
internal static class OwnSegments
{
    private static readonly (CapabilityLevel Level, string Name)[] Levels =
        [(CapabilityLevel.Full, "full"), (CapabilityLevel.Partial, "partial"), (CapabilityLevel.None, "none")];

    // No collector may have these names.
    public const string ExporterName = "exporter";
    public const string ProcessName = "process";
    public const string RequestsName = "http";

    public static bool IsOwn(string segment) => segment is ExporterName or ProcessName or RequestsName;

    /// <param name="otherSeries">Series on the page beside those written here.</param>
    /// <param name="self">Null where it can't be read, and then its families are absent.</param>
    public static IReadOnlyList<MetricSegment> All(SampleReport report, bool isStale, int otherSeries, BuildInfo build, ProcessSelf? self)
    {
        MetricSegment? process = self is null ? null : Process(self);
        MetricSegment exporter = Exporter(report, isStale, otherSeries + (process?.SeriesCount ?? 0), build);
        return process is null ? [exporter] : [exporter, process];
    }

    private static MetricSegment Exporter(SampleReport report, bool isStale, int otherSeries, BuildInfo build)
    {
        var segment = new MetricSegment(ExporterName);
        var writer = new MetricWriter(segment);
        writer.Write(ExporterFamilies.BuildInfo, 1, build.Version, build.Revision, build.Runtime);
        foreach (CollectorResult result in report.Results)
        {
            writer.Write(ExporterFamilies.CollectorSuccess, result.Success ? 1 : 0, result.Collector);
            writer.Write(ExporterFamilies.CollectorDurationSeconds, result.Duration.TotalSeconds, result.Collector);
        }

        writer.Write(ExporterFamilies.SamplesTotal, report.Totals.Succeeded, "success");
        writer.Write(ExporterFamilies.SamplesTotal, report.Totals.Failed, "failure");
        writer.Write(ExporterFamilies.SampleDurationSeconds, report.Snapshot.Duration.TotalSeconds);
        writer.Write(ExporterFamilies.SampleCpuSecondsTotal, report.Totals.CpuSeconds);
        WriteSections(writer, report.Totals);
        writer.Write(ExporterFamilies.SamplingIntervalSeconds, report.Pace.Configured.TotalSeconds);
        writer.Write(ExporterFamilies.SampleIntervalSeconds, report.Pace.Current.TotalSeconds);
        writer.Write(ExporterFamilies.SampleTimestampSeconds, (report.Snapshot.TakenAt - DateTimeOffset.UnixEpoch).TotalSeconds);
        writer.Write(ExporterFamilies.Stale, isStale ? 1 : 0);
        writer.Write(ExporterFamilies.SocketsRead, report.Snapshot.SocketsRead);
        if (report.Snapshot.ListenerPeakWindow is { } window)
        {
            writer.Write(ExporterFamilies.ListenerPeakWindowSeconds, window.TotalSeconds);
        }

        foreach (TrackedSockets tracked in report.Snapshot.TrackedSockets)
        {
            writer.Write(ExporterFamilies.TrackedSockets, tracked.Count, tracked.Purpose);
            writer.Write(ExporterFamilies.TrackedSocketsLimit, tracked.Limit, tracked.Purpose);
        }

        WriteCapabilities(report.Snapshot, writer);
        foreach (KeySetSize keys in report.Snapshot.KeySets)
        {
            writer.Write(ExporterFamilies.Keys, keys.Shown, keys.KeySet);
            writer.Write(ExporterFamilies.KeysLimit, keys.Limit, keys.KeySet);
            writer.Write(ExporterFamilies.KeysFolded, keys.Folded, keys.KeySet);
        }

        // It counts itself.
        writer.Write(ExporterFamilies.SeriesLimit, KeyLimits.PageSeries);
        writer.Write(ExporterFamilies.Series, otherSeries + segment.SeriesCount + 1);
        return segment;
    }

    private static MetricSegment Process(ProcessSelf self)
    {
        var segment = new MetricSegment(ProcessName);
        var writer = new MetricWriter(segment);
        writer.Write(ProcessSelfFamilies.CpuSecondsTotal, self.CpuSeconds);
        writer.Write(ProcessSelfFamilies.ResidentMemoryBytes, self.ResidentMemoryBytes);
        writer.Write(ProcessSelfFamilies.VirtualMemoryBytes, self.VirtualMemoryBytes);
        writer.Write(ProcessSelfFamilies.OpenFds, self.OpenFileDescriptors);
        if (self.MaxFileDescriptors is double limit)
        {
            writer.Write(ProcessSelfFamilies.MaxFds, limit);
        }

        writer.Write(ProcessSelfFamilies.StartTimeSeconds, self.StartTimeSeconds);
        return segment;
    }

    private static void WriteSections(MetricWriter writer, SampleTotals totals)
    {
        ReadOnlySpan<double> sections = totals.SectionCpuSeconds.Span;
        if (sections.IsEmpty)
        {
            return;
        }

        double rest = totals.CpuSeconds;
        for (int i = 0; i < sections.Length; i++)
        {
            writer.Write(ExporterFamilies.SectionCpuSecondsTotal, sections[i], SectionName((CpuSection)i));
            rest -= sections[i];
        }

        writer.Write(ExporterFamilies.SectionCpuSecondsTotal, Math.Max(0, rest), "render");
    }

    private static string SectionName(CpuSection section) => section switch
    {
        CpuSection.Tcp => "tcp",
        CpuSection.Udp => "udp",
        CpuSection.Unix => "unix",
        CpuSection.Processes => "processes",
        CpuSection.Counters => "counters",
        CpuSection.Links => "links",
        CpuSection.Listeners => "listeners",
        _ => "other",
    };

    private static void WriteCapabilities(Snapshot snapshot, MetricWriter writer)
    {
        foreach (FeatureCapability capability in Capabilities.Of(snapshot))
        {
            foreach ((CapabilityLevel level, string name) in Levels)
            {
                writer.Write(ExporterFamilies.Capability, capability.Level == level ? 1 : 0, capability.Feature.Name, name);
            }
        }
    }
}
