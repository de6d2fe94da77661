using System.Globalization;
using System.Text;
using SocketExporter.Kernel.Processes;
using SocketExporter.Snapshots;

namespace SocketExporter.Cli;

/// <summary>
/// The text of the command <c>doctor</c>: where this process is, what one sample could and could not see, and what would change it. It is made to be
/// pasted into bug reports: no addresses, paths of sockets or names of processes but that of process 1.
/// </summary>
internal static class DoctorReport
{
    private const int ValueColumn = 22;

    // A section that has no row here is not reported; a test holds the list against the enumeration.
    private static readonly (Sections Section, string Name)[] SectionNames =
    [
        (Sections.Tcp, "TCP sockets"),
        (Sections.Udp, "UDP sockets"),
        (Sections.Unix, "unix sockets"),
        (Sections.Protocols, "sockets by protocol"),
        (Sections.Processes, "processes"),
        (Sections.Counters, "protocol counters"),
        (Sections.Links, "interfaces"),
        (Sections.Routes, "routes"),
        (Sections.Neighbours, "neighbours"),
        (Sections.Multicast, "multicast groups"),
        (Sections.LocalPorts, "local port range"),
        (Sections.Limits, "kernel limits"),
        (Sections.Sockstat, "socket memory"),
        (Sections.Raw, "raw sockets"),
        (Sections.UdpLite, "UDP-Lite sockets"),
        (Sections.Netlink, "netlink sockets"),
        (Sections.Vsock, "vsock sockets"),
        (Sections.UserNames, "names of users"),
        (Sections.Softnet, "packets by CPU"),
        (Sections.ControlGroups, "control groups"),
        (Sections.Conntrack, "conntrack"),
        (Sections.ConntrackFlows, "conntrack flows"),
    ];

    /// <param name="version">The line of --version.</param>
    /// <param name="surroundings">Where this process runs.</param>
    /// <param name="snapshot">One sample.</param>
    /// <param name="read">The sections that the collectors which are on have asked for: of the others the sample says nothing.</param>
    public static string Render(string version, Surroundings surroundings, Snapshot snapshot, Sections read)
    {
        var text = new StringBuilder();
        text.Append(version).Append('\n');
        AppendSurroundings(text, surroundings);
        AppendSections(text, snapshot, read);
        AppendFeatures(text, Capabilities.Of(snapshot), surroundings, snapshot);
        return text.ToString();
    }

    private static void AppendSurroundings(StringBuilder text, Surroundings surroundings)
    {
        Title(text, "This process");
        OwnStatus status = surroundings.Status;
        Row(text, "user", string.Create(CultureInfo.InvariantCulture, $"uid {status.Uid}, gid {status.Gid}"));
        Row(text, "capabilities", status.Effective.ToString());
        if (status.Permitted != status.Effective)
        {
            Row(text, "permitted only", new CapabilitySet(status.Permitted.Bits & ~status.Effective.Bits).ToString());
        }

        Row(text, "network namespace", surroundings.IsInitialNetworkNamespace ? "the host's" : "not the host's: sockets, counters and interfaces are those of this namespace");
        Row(text, "pid namespace", surroundings.IsInitialPidNamespace ? "the host's" : "not the host's: processes outside of it are not listed");
        Row(text, "user namespace", surroundings.IsInitialUserNamespace ? "the host's" : "not the host's: capabilities count for nothing outside of it");

        Title(text, "This host");
        Row(text, "kernel", surroundings.KernelRelease);
        Row(text, "process 1", surroundings.FirstProcess);
        Row(text, "procfs", surroundings.Mounts.HidePid is { } value ? "hidepid=" + value : "open");
        Row(text, "cgroup2", surroundings.Mounts.Cgroup2Path ?? "not mounted here");
        Row(text, "IPv6", surroundings.IsIpv6On ? "on" : "off");
    }

    private static void AppendSections(StringBuilder text, Snapshot snapshot, Sections read)
    {
        Title(text, "One sample");
        foreach ((Sections section, string name) in SectionNames)
        {
            IEnumerable<string> failures = snapshot.SectionFailures.Where(failure => failure.Section == section).Select(static failure => failure.Message).Distinct();
            string found = (snapshot.FailedSections & section) == 0 ? "ok" : "failed: " + string.Join("; ", failures);
            Row(text, name, (read & section) == 0 ? "not read: no collector that is on needs it" : found);
        }

        if ((read & Sections.Processes) == 0)
        {
            return;
        }

        OwnerCounts owners = OwnerCounts.Of(snapshot);
        ProcessSight sight = snapshot.ProcessSight;
        Row(text, "owners of sockets", string.Create(
            CultureInfo.InvariantCulture,
            $"{owners.Known} known, {owners.Unknown} unknown, {owners.Nobodys} nobody's (TIME_WAIT and the like)"));
        Row(text, "open files", string.Create(
            CultureInfo.InvariantCulture,
            $"{sight.Readable} {(sight.Readable == 1 ? "process" : "processes")} readable, {sight.Denied} denied, {sight.Listed} listed, {sight.KernelThreads} of them kernel threads"));
    }

    private static void AppendFeatures(StringBuilder text, IReadOnlyList<FeatureCapability> capabilities, Surroundings surroundings, Snapshot snapshot)
    {
        Title(text, "Features (socket_exporter_capability)");
        foreach (FeatureCapability capability in capabilities)
        {
            Row(text, capability.Feature.Name, $"{Name(capability.Level)}: {capability.Feature.Shows}");
            if (capability.Level == CapabilityLevel.Full)
            {
                continue;
            }

            Row(text, "", "why:  " + capability.Reason);
            foreach (string mend in Mends(capability, surroundings, snapshot))
            {
                Row(text, "", "mend: " + mend);
            }
        }

        text.Append('\n').Append(Summary(capabilities)).Append('\n');
    }

    /// <summary>Two counts, because the page and the rows above tell the same level of both: what is here and can't be seen, and what this kernel does not have.</summary>
    private static string Summary(IReadOnlyList<FeatureCapability> capabilities)
    {
        int limited = capabilities.Count(static capability => capability.IsLimited);
        int missing = capabilities.Count(static capability => capability.IsOfKernel);
        string kernel = missing == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{missing} {(missing == 1 ? "is" : "are")} not in this kernel, nothing is lost by that.");
        return limited > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{limited} of {capabilities.Count} features {(limited == 1 ? "is" : "are")} limited") + (missing == 0 ? "." : "; " + kernel)
            : "Everything can be seen." + (missing == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" Of {capabilities.Count} features {kernel}"));
    }

    private static IEnumerable<string> Mends(FeatureCapability capability, Surroundings surroundings, Snapshot snapshot)
        => capability.Feature == Feature.Processes && (snapshot.FailedSections & Sections.Processes) == 0
            ? ProcessMends.Of(surroundings, snapshot.ProcessSight)
            : [capability.Feature.Mend];

    private static string Name(CapabilityLevel level) => level switch
    {
        CapabilityLevel.Full => "full",
        CapabilityLevel.Partial => "partial",
        _ => "none",
    };

    private static void Title(StringBuilder text, string title) => text.Append('\n').Append(title).Append('\n');

    private static void Row(StringBuilder text, string name, string value) => text.Append("  ").Append(name.PadRight(ValueColumn)).Append(value).Append('\n');
}
