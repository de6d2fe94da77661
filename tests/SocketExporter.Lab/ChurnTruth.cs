namespace SocketExporter.Lab;

/// <summary>Connections made and ended so far, and attempts that failed.</summary>
public sealed record ChurnTruth(long Connections, long Failures);
