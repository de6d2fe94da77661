using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Snapshots;

/// <summary>One hop of a default route.</summary>
/// <param name="Gateway">Its address, or <c>&lt;none&gt;</c> where everything is on the link (a point-to-point interface).</param>
internal readonly record struct DefaultRoute(IpFamily Family, string Gateway, string Interface, string Metric);
