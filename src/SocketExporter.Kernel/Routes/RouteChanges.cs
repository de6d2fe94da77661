namespace SocketExporter.Kernel.Routes;

/// <summary>What <see cref="RouteWatch"/> has heard since it was asked last.</summary>
/// <param name="Routes">Routes, or what they hang on (interfaces, addresses, nexthop objects), may have changed.</param>
/// <param name="Interfaces">Interfaces or addresses may have changed.</param>
/// <param name="DefaultIpv4">Default routes of IPv4 that were added, replaced or removed.</param>
/// <param name="DefaultIpv6">As above, of IPv6.</param>
/// <param name="Missed">More has happened than was heard: the first look, or the kernel ran out of room for events.</param>
public readonly record struct RouteChanges(bool Routes, bool Interfaces, int DefaultIpv4, int DefaultIpv6, bool Missed);
