namespace SocketExporter.Lab;

/// <summary>Unix sockets that are alike.</summary>
/// <param name="Kind">stream, dgram or seqpacket.</param>
/// <param name="State">listening, connecting (waits for accept), connected or unconnected.</param>
/// <param name="Path">Null without a name; a leading @ is an abstract one.</param>
/// <param name="Pending">Of a listener: connections not yet accepted.</param>
/// <param name="Backlog">Of a listener: its limit.</param>
public sealed record UnixTruth(string Kind, string State, string? Path, int Count, int Pending = 0, int Backlog = 0);
