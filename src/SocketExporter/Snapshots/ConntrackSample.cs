using SocketExporter.Kernel.Counters;

namespace SocketExporter.Snapshots;

/// <summary>What conntrack follows in this network namespace.</summary>
/// <param name="IsPresent">Whether the kernel has conntrack here; without it nothing else is known.</param>
/// <param name="Entries">Flows in the table.</param>
/// <param name="EntriesLimit">Flows it may hold.</param>
/// <param name="Totals">By <see cref="ConntrackCounter"/>, of all CPUs, never falling; null where this kernel does not have the counter. Empty where it shows none.</param>
internal sealed record ConntrackSample(bool IsPresent, long? Entries, long? EntriesLimit, IReadOnlyList<long?> Totals)
{
    public static readonly ConntrackSample Absent = new(false, null, null, []);
}
