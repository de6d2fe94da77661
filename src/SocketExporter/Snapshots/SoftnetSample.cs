using SocketExporter.Kernel.Counters;

namespace SocketExporter.Snapshots;

/// <summary>What the host's CPUs do with packets that come in.</summary>
/// <param name="Totals">By <see cref="SoftnetCounter"/>, of all CPUs, never falling; null where this kernel does not have the counter.</param>
/// <param name="BacklogPackets">Waiting now; null where this kernel does not say it.</param>
internal sealed record SoftnetSample(IReadOnlyList<long?> Totals, long? BacklogPackets);
