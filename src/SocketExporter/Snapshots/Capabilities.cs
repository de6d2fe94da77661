using System.Globalization;
using SocketExporter.Kernel.Sockets;

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
            capabilities[i] = BySections(feature, snapshot)
                ?? ByProtocol(feature, snapshot)
                ?? (feature == Feature.RawDiag ? OfRaw(snapshot) : BySight(feature, snapshot));
        }

        return capabilities;
    }

    private static FeatureCapability BySight(Feature feature, Snapshot snapshot)
    {
        if (feature == Feature.Processes)
        {
            return OfProcesses(snapshot);
        }

        if (feature == Feature.ControlGroups)
        {
            return OfControlGroups(snapshot.ControlGroups);
        }

        if (feature == Feature.Conntrack && snapshot.Conntrack is { IsPresent: false })
        {
            return new FeatureCapability(feature, CapabilityLevel.None, "this kernel has no conntrack, or its module is not loaded") { IsOfKernel = true };
        }

        if (feature == Feature.Conntrack && snapshot.Conntrack is { Entries: null } or { EntriesLimit: null })
        {
            return new FeatureCapability(feature, CapabilityLevel.Partial, "the number of entries and their limit can't be read: net.netfilter is not in /proc/sys, and ctnetlink needs CAP_NET_ADMIN");
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

    /// <returns>Null when the kernel counts the protocol, or the feature is none of a protocol.</returns>
    private static FeatureCapability? ByProtocol(Feature feature, Snapshot snapshot)
    {
        if (feature.Protocol is not { } protocol || snapshot.ProtocolSockets is not { } listed)
        {
            return null;
        }

        int place = listed.Index().FirstOrDefault(row => row.Item.Protocol == protocol, (-1, default)).Index;
        string? reason = place < 0
            ? $"this kernel, or what is loaded of it, has no {protocol}"
            : listed[place].InUse is null ? $"this kernel lists {protocol} and does not count it, and has no {feature.Name}" : null;
        return reason is null ? null : new FeatureCapability(feature, CapabilityLevel.None, reason) { IsOfKernel = true };
    }

    private static FeatureCapability OfRaw(Snapshot snapshot) => snapshot.RawSource switch
    {
        SocketSource.ProcTable => new FeatureCapability(
            Feature.RawDiag, CapabilityLevel.Partial, "this kernel has no raw_diag; /proc/net/raw is read instead, which is slower where there are thousands") { IsOfKernel = true },
        SocketSource.Absent => new FeatureCapability(Feature.RawDiag, CapabilityLevel.None, "this kernel has neither raw_diag nor /proc/net/raw") { IsOfKernel = true },
        _ => new FeatureCapability(Feature.RawDiag, CapabilityLevel.Full, ""),
    };

    private static FeatureCapability OfControlGroups(ControlGroupSight? sight) => sight switch
    {
        // Nobody has asked for them.
        null => new FeatureCapability(Feature.ControlGroups, CapabilityLevel.Full, ""),
        { IsTold: false } => new FeatureCapability(Feature.ControlGroups, CapabilityLevel.None, "this kernel does not say in which control group a socket was made, or there is no socket") { IsOfKernel = true },
        { IsMounted: false } => new FeatureCapability(Feature.ControlGroups, CapabilityLevel.None, "cgroup2 is not mounted where this process sees it"),

        // Some that were removed are normal.
        { Named: var named, Unnamed: var unnamed } when unnamed > named => new FeatureCapability(
            Feature.ControlGroups,
            named == 0 ? CapabilityLevel.None : CapabilityLevel.Partial,
            string.Create(CultureInfo.InvariantCulture, $"{unnamed} of {named + unnamed} control groups with sockets are not below what this process sees of cgroup2")),
        _ => new FeatureCapability(Feature.ControlGroups, CapabilityLevel.Full, ""),
    };

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
