using SocketExporter.Kernel.Sockets;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling;

/// <summary>A TCP listener or a UDP socket on its way into its group.</summary>
internal struct EndpointSocket
{
    public EndpointProtocol Protocol;
    public IpFamily Family;
    public bool IsIpv6Only;
    public bool IsListening;

    /// <summary>Whether a listening one is taken for a server: TCP always, UDP as <see cref="Walks.ServicePorts.OfUdp"/> says.</summary>
    public bool IsSettled;
    public ushort LocalPort;

    /// <summary>The port as it may be shown.</summary>
    public ServicePort Port;
    public IpAddress Address;
    public uint InterfaceIndex;
    public ulong Cookie;
    public uint Inode;
    public uint Uid;

    /// <summary>Number of its control group.</summary>
    public int ControlGroup;
    public uint Queue;
    public uint QueueLimit;

    /// <summary>Datagrams (UDP) or connection attempts (TCP) dropped since the last sample.</summary>
    public uint Drops;
}
