using System.Globalization;

namespace SocketExporter.Snapshots;

/// <summary>What this process can see here, judged by what a sample did see and by nothing else.</summary>
internal static class Capabilities
{
    /// <summary>One entry for each feature of <see cref="Feature.All"/>, in its order.</summary>
    public static IReadOnlyList<FeatureCapability> Of(Snapshot snapshot)
    {
        var capabilities = new FeatureCapability[Feature.All.Count];
        for (int i = 0; i < capabilities.Length; i++)
        {
            Feature feature = Feature.All[i];
            capabilities[i] = BySections(feature, snapshot) ?? BySight(feature, snapshot);
        }

        return capabilities;
    }

    private static FeatureCapability BySight(Feature feature, Snapshot snapshot)
    {
        if (feature == Feature.Processes)
        {
            return OfProcesses(snapshot);
        }

        if (feature == Feature.Conntrack && snapshot.Conntrack is { IsPresent: false })
        {
            return new FeatureCapability(feature, CapabilityLevel.None, "this kernel has no conntrack, or its module is not loaded");
        }

        return feature == Feature.Conntrack && snapshot.ConntrackFlows?.Refusal is { } refusal
            ? new FeatureCapability(feature, CapabilityLevel.Partial, refusal)
            : new FeatureCapability(feature, CapabilityLevel.Full, "");
    }

    /// <returns>Null when all that the feature needs was read.</returns>
    private static FeatureCapability? BySections(Feature feature, Snapshot snapshot)
    {
        Sections failed = snapshot.FailedSections & feature.Needs;
        if (failed == Sections.None)
        {
            return null;
        }

        IEnumerable<string> messages = snapshot.SectionFailures.Where(failure => (failure.Section & failed) != 0).Select(static failure => failure.Message).Distinct();
        return new FeatureCapability(feature, failed == feature.Needs ? CapabilityLevel.None : CapabilityLevel.Partial, string.Join("; ", messages));
    }

    private static FeatureCapability OfProcesses(Snapshot snapshot)
    {
        ProcessSight sight = snapshot.ProcessSight;
        string? reason = null;
        if (sight.Denied > 0)
        {
            reason = string.Create(CultureInfo.InvariantCulture, $"{sight.Denied} of {sight.Listed} processes do not let their open files be read");
        }
        else if (sight.KernelThreads == 0 && OwnerCounts.Of(snapshot).Unknown is var unknown and > 0)
        {
            // The host lists kernel threads. Where there are none, sockets may well belong to processes that are not listed here; elsewhere a few
            // unknown ones are normal: sockets of the kernel itself, in flight, or closed since.
            reason = string.Create(CultureInfo.InvariantCulture, $"{unknown} sockets belong to none of the {sight.Listed} processes listed");
        }

        if (reason is null)
        {
            return new FeatureCapability(Feature.Processes, CapabilityLevel.Full, "");
        }

        // The exporter itself is always readable and says nothing.
        return new FeatureCapability(Feature.Processes, sight.Readable <= 1 ? CapabilityLevel.None : CapabilityLevel.Partial, reason);
    }
}
