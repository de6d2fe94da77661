namespace SocketExporter.Kernel.Counters;

/// <summary>Columns of <see cref="ConntrackStatistics.Counters"/>, by the kernel's words. Source: include/linux/netfilter/nf_conntrack_common.h, struct ip_conntrack_stat.</summary>
public enum ConntrackCounter
{
    Found,
    Invalid,
    Ignore,
    Insert,
    InsertFailed,
    Drop,
    EarlyDrop,
    Error,
    SearchRestart,
}
