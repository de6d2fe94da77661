namespace SocketExporter.Kernel.Counters;

/// <summary>What the CPUs of the host do with packets that come in. Not of a network namespace.</summary>
/// <param name="Counters">By <see cref="SoftnetCounter"/>; only CPUs that are on.</param>
/// <param name="BacklogPackets">Packets that wait on all of them now. Null before Linux 5.10.</param>
public sealed record SoftnetStatistics(CpuCounterTable Counters, long? BacklogPackets);
