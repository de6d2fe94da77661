using SocketExporter.Collectors;
using SocketExporter.Metrics;
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
        writer.Write(ExporterFamilies.SampleTimestampSeconds, (snapshot.TakenAt - DateTimeOffset.UnixEpoch).TotalSeconds);
        writer.Write(ExporterFamilies.SocketsRead, snapshot.SocketsRead);
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
}
