namespace SocketExporter.Snapshots;

/// <summary>An entry of listeners.expected.</summary>
/// <param name="Place">As the entry says it: an address, any, loopback, or * where it names none.</param>
/// <param name="IsUp">Somebody listens there.</param>
internal readonly record struct ExpectedListener(EndpointProtocol Protocol, string Place, ServicePort Port, bool IsUp);
