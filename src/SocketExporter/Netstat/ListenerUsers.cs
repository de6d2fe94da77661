using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Netstat;

/// <summary>
/// Users of listeners. A connection that is being opened (SYN_RECV) is its listener's: /proc/net/tcp says so, sock_diag says user 0.
/// </summary>
internal sealed class ListenerUsers
{
    /// <summary>As the daemon's memory of listeners; beyond it the user of a half-open connection is 0.</summary>
    private const int Capacity = 65_536;

    private readonly Dictionary<(IpAddress Address, ushort Port), uint> _users = [];

    /// <summary>Of listeners on [::] that take IPv4 too, by port.</summary>
    private readonly Dictionary<ushort, uint> _usersOfBothFamilies = [];

    /// <exception cref="Kernel.KernelReadException">The kernel does not tell its listeners.</exception>
    public static ListenerUsers Read(KernelSource kernel)
    {
        var users = new ListenerUsers();
        using var reader = new TcpListenerReader(kernel);
        reader.Start();
        while (reader.Next())
        {
            users.Add(in reader.Row);
        }

        return users;
    }

    /// <summary>Of the listener on this address, or else on any address of its family with this port; an IPv4 address can also be one of an IPv6 listener.</summary>
    public uint Of(IpAddress local, ushort port)
        => _users.TryGetValue((local, port), out uint uid)
            || _users.TryGetValue((local.IsMapped ? IpAddress.AnyIpv4 : IpAddress.AnyIpv6, port), out uid)
            || (local.IsMapped && _usersOfBothFamilies.TryGetValue(port, out uid))
                ? uid
                : 0;

    internal void Add(in InetSocketRow listener)
    {
        if (_users.Count >= Capacity)
        {
            return;
        }

        _users.TryAdd((listener.Local, listener.LocalPort), listener.Uid);
        if (listener.Family == IpFamily.Ipv6 && listener.Local == IpAddress.AnyIpv6 && !listener.IsIpv6Only)
        {
            _usersOfBothFamilies.TryAdd(listener.LocalPort, listener.Uid);
        }
    }
}
