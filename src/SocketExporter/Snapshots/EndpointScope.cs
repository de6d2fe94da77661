namespace SocketExporter.Snapshots;

/// <summary>Who can reach an address: only this host, anyone on any interface, or those on the way to one address.</summary>
internal enum EndpointScope : byte
{
    Loopback,
    Any,
    Specific,
}
