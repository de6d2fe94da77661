namespace SocketExporter.Sampling;

/// <summary>A key of a set as it stands in this sample.</summary>
/// <param name="Weight">By which keys are ranked: sockets, mostly.</param>
/// <param name="InTrouble">Comes before all that are not.</param>
/// <param name="Series">Series it makes when shown, at most.</param>
internal readonly record struct KeyCandidate<TKey>(TKey Key, double Weight, bool InTrouble, int Series);
