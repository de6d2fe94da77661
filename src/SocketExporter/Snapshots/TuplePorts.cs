namespace SocketExporter.Snapshots;

/// <param name="Ports">Local ports of the ephemeral range that are in use between these ends.</param>
internal sealed record TuplePorts(TupleName Name, int Ports);
