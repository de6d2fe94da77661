using SocketExporter.Kernel.Processes;

namespace SocketExporter.Snapshots;

/// <summary>What a control group is called: label values, each a name or a reserved one.</summary>
/// <param name="Unit">systemd's; <c>&lt;none&gt;</c> outside of units, and for a container that has no unit but the scope of its own.</param>
/// <param name="ContainerId">64 hexadecimal digits; <c>&lt;none&gt;</c> outside of containers.</param>
/// <param name="PodUid">Of Kubernetes; <c>&lt;none&gt;</c> outside of pods.</param>
internal sealed record ControlGroupLabels(string Unit, string ContainerId, string PodUid)
{
    /// <summary>In no control group by nature: TIME_WAIT, SYN_RECV.</summary>
    public static readonly ControlGroupLabels None = Alike(ReservedLabel.None);

    /// <summary>In one that is gone, or can't be seen from here.</summary>
    public static readonly ControlGroupLabels Unknown = Alike(ReservedLabel.Unknown);

    public static readonly ControlGroupLabels Other = Alike(ReservedLabel.Other);

    public static ControlGroupLabels Of(ControlGroupOwner owner) => new(Text(owner.Unit), Text(owner.ContainerId), Text(owner.PodUid));

    private static ControlGroupLabels Alike(string label) => new(label, label, label);

    private static string Text(string? name) => name is null ? ReservedLabel.None : ReservedLabel.FromName(name);
}
