using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Kernel.Routes;

/// <summary>
/// A line of /proc/net/ipv6_route, which netstat -6r prints: each hop of a multipath route is one, and so are the entries that end each table ("!n", metric -1). Netlink has neither the
/// flags as they are here nor the number of references. Source: ipv6_route_native_seq_show (net/ipv6/ip6_fib.c).
/// </summary>
/// <param name="Gateway">All zeros: none.</param>
/// <param name="Flags">RTF_*: 1 up, 2 gateway, 4 host, 0x200 reject … Source: linux/route.h, linux/ipv6_route.h.</param>
/// <param name="InterfaceName">As the kernel has it, nearly any bytes.</param>
public readonly record struct Ipv6RouteRow(
    IpAddress Destination,
    int PrefixLength,
    IpAddress Source,
    int SourcePrefixLength,
    IpAddress Gateway,
    uint Metric,
    uint References,
    uint Used,
    uint Flags,
    ReadOnlyMemory<byte> InterfaceName);
