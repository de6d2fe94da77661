namespace SocketExporter.Snapshots;

/// <summary>The flows that conntrack follows, counted by kind.</summary>
/// <param name="Kinds">Of the last whole look at the table, which may be some samples old. A kind that has none any more stays for ten minutes, at 0.</param>
/// <param name="Refusal">Why they can't be seen here; null when they can.</param>
internal sealed record ConntrackFlowSample(IReadOnlyList<KeyValuePair<ConntrackFlowKind, long>> Kinds, string? Refusal);
