using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Snapshots;

/// <summary>One hop of a route, as it is shown.</summary>
/// <param name="Destination">"10.0.0.0/8", "::/0".</param>
/// <param name="Gateway">Its address, or <c>&lt;none&gt;</c>.</param>
/// <param name="Interface">Its name, or <c>&lt;none&gt;</c> of a route that only refuses.</param>
internal readonly record struct RouteEntry(IpFamily Family, string Table, string Destination, string Gateway, string Interface, string Metric, string Kind);
