using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Snapshots;

/// <summary>What is counted of one family's routes as a whole.</summary>
/// <param name="Defaults">Default routes in the tables main and default.</param>
/// <param name="DefaultChanges">Default routes added, replaced or removed since the start.</param>
internal readonly record struct FamilyRoutes(IpFamily Family, long Defaults, long DefaultChanges);
