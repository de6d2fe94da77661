using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Snapshots;

/// <summary>How many routes there are of one kind, made by one protocol, in one table.</summary>
/// <param name="Table">Its name, its number where it has none, or <c>&lt;other&gt;</c>.</param>
/// <param name="Protocol">Who made them: "kernel", "dhcp", "bgp" …</param>
/// <param name="Kind">"unicast", "local", "blackhole" …</param>
internal readonly record struct RouteCount(IpFamily Family, string Table, string Protocol, string Kind, long Routes);
