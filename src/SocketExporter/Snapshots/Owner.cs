namespace SocketExporter.Snapshots;

/// <summary>
/// Whose sockets they are: a label value for the process and one for the user, and those of the control group. The first entries of every owner list are the reserved ones.
/// </summary>
internal sealed record Owner(string Process, string Uid)
{
    /// <summary>Index of the owner of what nobody owns (inode 0) and no control group has: neither process nor user say anything.</summary>
    public const int NoneIndex = 0;

    /// <summary>Index of the owner into which folded cells go.</summary>
    public const int OtherIndex = 1;

    public static readonly Owner None = new(ReservedLabel.None, ReservedLabel.None);

    public static readonly Owner Other = new(ReservedLabel.Other, ReservedLabel.Other) { ControlGroup = ControlGroupLabels.Other };

    public ControlGroupLabels ControlGroup { get; init; } = ControlGroupLabels.None;
}
