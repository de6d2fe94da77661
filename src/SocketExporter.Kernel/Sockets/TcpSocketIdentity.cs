namespace SocketExporter.Kernel.Sockets;

/// <summary>What names one TCP socket to the kernel: its ends and its cookie. 64 bytes.</summary>
/// <param name="InterfaceIndex">SO_BINDTODEVICE or the scope of a link-local address; 0 when free.</param>
public readonly record struct TcpSocketIdentity(IpFamily Family, IpAddress Local, IpAddress Remote, ushort LocalPort, ushort RemotePort, uint InterfaceIndex, ulong Cookie)
{
    public static TcpSocketIdentity Of(in InetSocketRow row)
        => new(row.Family, row.Local, row.Remote, row.LocalPort, row.RemotePort, row.InterfaceIndex, row.Cookie);
}
