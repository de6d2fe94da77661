using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Kernel.Routes;

/// <summary>One way out of a route.</summary>
/// <param name="Gateway">Null: the destination is on the link itself.</param>
/// <param name="GatewayFamily">A route of IPv4 can have a gateway of IPv6 (since Linux 5.2).</param>
/// <param name="InterfaceIndex">0: none, as of a blackhole.</param>
/// <param name="Weight">1 or more: its share among the hops of the route.</param>
/// <param name="Flags">RTNH_F_*: 1 dead, 4 onlink, 16 link down.</param>
public readonly record struct RouteNextHop(IpAddress? Gateway, IpFamily GatewayFamily, int InterfaceIndex, int Weight, byte Flags)
{
    /// <summary>Neither is its interface down nor has it lost its carrier.</summary>
    public bool HasLink => (Flags & (RtnetlinkConstants.RTNH_F_DEAD | RtnetlinkConstants.RTNH_F_LINKDOWN)) == 0;
}
