namespace SocketExporter.Kernel.Counters;

/// <summary>How full the table of tracked connections of a network namespace is, and what happened to it. Null is what the kernel did not say.</summary>
public sealed record ConntrackStatistics
{
    /// <summary>Flows in the table now.</summary>
    public long? Entries { get; init; }

    /// <summary>net.netfilter.nf_conntrack_max; one number for the host, counted against by each network namespace alone.</summary>
    public long? EntriesLimit { get; init; }

    /// <summary>By <see cref="ConntrackCounter"/>, a row for each possible CPU.</summary>
    public CpuCounterTable? Counters { get; init; }
}
