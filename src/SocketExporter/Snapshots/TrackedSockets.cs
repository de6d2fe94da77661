namespace SocketExporter.Snapshots;

/// <summary>How full one of the memories about sockets is.</summary>
/// <param name="Purpose">A label value: what they are remembered for.</param>
/// <param name="Limit">What is beyond it is left out or counts as unknown, as the memory says.</param>
internal readonly record struct TrackedSockets(string Purpose, int Count, int Limit);
