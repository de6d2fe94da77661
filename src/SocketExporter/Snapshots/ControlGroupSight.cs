namespace SocketExporter.Snapshots;

/// <summary>What a sample could see of the control groups of sockets.</summary>
/// <param name="IsMounted">Whether the hierarchy of cgroup2 is mounted where this process sees it.</param>
/// <param name="IsTold">Whether the kernel has told the control group of any socket since the exporter started.</param>
/// <param name="Named">Control groups of this sample's sockets whose paths are known.</param>
/// <param name="Unnamed">Those of which they are not: removed, or beyond what this process sees.</param>
internal readonly record struct ControlGroupSight(bool IsMounted, bool IsTold, int Named, int Unnamed)
{
    /// <summary>Whether there is anything to be said of units and containers.</summary>
    public bool IsKnown => IsMounted && IsTold;
}
