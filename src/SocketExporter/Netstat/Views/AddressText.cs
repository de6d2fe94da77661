using System.Net;
using System.Text;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Netstat.Views;

/// <summary>Addresses of routes, groups and translated connections, as numbers or by name. Without brackets, as net-tools has them.</summary>
internal static class AddressText
{
    public static byte[] Number(IpAddress address, IpFamily family)
    {
        string text = address.ToString(family);
        return Encoding.ASCII.GetBytes(family == IpFamily.Ipv6 ? text[1..^1] : text);
    }

    /// <summary>The name, and the number where it has none.</summary>
    public static ReadOnlySpan<byte> Name(SystemNames names, IpAddress address, IpFamily family)
    {
        byte[] number = Number(address, family);
        ReadOnlySpan<byte> name = names.Hosts.Of(IPAddress.Parse(Encoding.ASCII.GetString(number)));
        return name.IsEmpty ? number : name;
    }

    public static IpAddress Ipv4(uint address) => new(0, 0x0000_ffff_0000_0000UL | address);
}
