using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Kernel.Routes;

/// <summary>A group that an interface has joined. Source: /proc/net/igmp, /proc/net/igmp6.</summary>
/// <param name="InterfaceName">As the kernel prints it; what is no UTF-8 is replaced by U+FFFD.</param>
/// <param name="Users">Sockets and parts of the kernel that asked for it.</param>
public readonly record struct MulticastRow(IpFamily Family, int InterfaceIndex, string InterfaceName, IpAddress Group, long Users)
{
    /// <summary>The name as the kernel has it.</summary>
    public ReadOnlyMemory<byte> InterfaceNameBytes { get; init; }
}
