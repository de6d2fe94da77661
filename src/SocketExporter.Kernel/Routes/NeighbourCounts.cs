using System.Collections.Immutable;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Kernel.Routes;

/// <summary>The neighbours of one family in the network namespace, by state.</summary>
/// <param name="ByState">Indexed by <see cref="NeighbourState"/>.</param>
/// <param name="Limits">Null where the kernel does not show them in this namespace.</param>
public readonly record struct NeighbourCounts(IpFamily Family, ImmutableArray<long> ByState, NeighbourLimits? Limits);
