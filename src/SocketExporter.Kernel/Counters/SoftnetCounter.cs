namespace SocketExporter.Kernel.Counters;

/// <summary>Columns of <see cref="SoftnetStatistics.Counters"/>. Source: net/core/net-procfs.c, softnet_seq_show.</summary>
public enum SoftnetCounter
{
    /// <summary>Packets taken from devices.</summary>
    Processed,

    /// <summary>Packets dropped because the CPU's backlog was full (net.core.netdev_max_backlog).</summary>
    Dropped,

    /// <summary>Rounds that ended with work left, for net.core.netdev_budget or its time was used up.</summary>
    Squeezed,

    /// <summary>Packets of large flows dropped when the backlog was half full. Since Linux 3.11.</summary>
    FlowLimited,
}
