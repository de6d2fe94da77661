using SocketExporter.Collectors;
using SocketExporter.Metrics;
using SocketExporter.Sampling;
using SocketExporter.Snapshots;

namespace SocketExporter.Publishing;

/// <summary>What the daemon publishes about itself beside the collectors.</summary>
internal static class OwnSegments
{
    public static MetricSegment Exporter(Snapshot snapshot, IReadOnlyList<CollectorResult> results, SampleTotals totals, BuildInfo build)
    {
        var segment = new MetricSegment(Publisher.ExporterSegment);
        var writer = new MetricWriter(segment);
        writer.Write(ExporterFamilies.BuildInfo, 1, build.Version, build.Revision, build.Runtime);
        foreach (CollectorResult result in results)
        {
            writer.Write(ExporterFamilies.CollectorSuccess, result.Success ? 1 : 0, result.Collector);
            writer.Write(ExporterFamilies.CollectorDurationSeconds, result.Duration.TotalSeconds, result.Collector);
        }

        writer.Write(ExporterFamilies.SamplesTotal, totals.Succeeded, "success");
        writer.Write(ExporterFamilies.SamplesTotal, totals.Failed, "failure");
        writer.Write(ExporterFamilies.SampleDurationSeconds, snapshot.Duration.TotalSeconds);
        writer.Write(ExporterFamilies.SampleCpuSecondsTotal, totals.CpuSeconds);
        WriteSections(writer, totals);
        writer.Write(ExporterFamilies.SampleTimestampSeconds, (snapshot.TakenAt - DateTimeOffset.UnixEpoch).TotalSeconds);
        writer.Write(ExporterFamilies.SocketsRead, snapshot.SocketsRead);
        if (snapshot.ListenerPeakWindow is { } window)
        {
            writer.Write(ExporterFamilies.ListenerPeakWindowSeconds, window.TotalSeconds);
        }

        foreach (TrackedSockets tracked in snapshot.TrackedSockets)
        {
            writer.Write(ExporterFamilies.TrackedSockets, tracked.Count, tracked.Purpose);
            writer.Write(ExporterFamilies.TrackedSocketsLimit, tracked.Limit, tracked.Purpose);
        }

        foreach (KeySetSize keys in snapshot.KeySets)
        {
            writer.Write(ExporterFamilies.Keys, keys.Shown, keys.KeySet);
            writer.Write(ExporterFamilies.KeysLimit, keys.Limit, keys.KeySet);
            writer.Write(ExporterFamilies.KeysFolded, keys.Folded, keys.KeySet);
        }

        return segment;
    }

    public static MetricSegment Process(ProcessSelf self)
    {
        var segment = new MetricSegment(Publisher.ProcessSegment);
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
}
