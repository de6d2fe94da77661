using System.Net;
using System.Net.Sockets;
using SocketExporter.Config;

namespace SocketExporter.Web;

/// <summary>The addresses of the configuration → what a socket is bound to.</summary>
internal static class ListenEndPoints
{
    public static IEnumerable<EndPoint> Of(ListenAddress address)
    {
        if (address.UnixPath is { } path)
        {
            return [new UnixDomainSocketEndPoint(path)];
        }

        if (address.IsLocalhost)
        {
            // Port 0 can't be the same number for both by chance.
            return address.Port == 0 || !Socket.OSSupportsIPv6
                ? [new IPEndPoint(IPAddress.Loopback, address.Port)]
                : [new IPEndPoint(IPAddress.Loopback, address.Port), new IPEndPoint(IPAddress.IPv6Loopback, address.Port)];
        }

        // [::] takes both families; where the host has no IPv6 the bind falls back to 0.0.0.0.
        return [new IPEndPoint(address.Address ?? IPAddress.IPv6Any, address.Port)];
    }
}
