using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Snapshots;

/// <summary>How many multicast groups an interface has joined.</summary>
/// <param name="Interface">Its name, or <c>&lt;other&gt;</c>.</param>
internal readonly record struct MulticastGroups(IpFamily Family, string Interface, long Groups);
