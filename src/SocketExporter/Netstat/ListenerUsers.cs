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

    /// <exception cref="Kernel.KernelReadException">The kernel does not tell its listeners.</exception>
    public static ListenerUsers Read(KernelSource kernel)
    {
        var users = new ListenerUsers();
        using var reader = new TcpListenerReader(kernel);
        reader.Start();
        while (reader.Next())
        {
            if (users._users.Count < Capacity)
            {
                users._users.TryAdd((reader.Row.Local, reader.Row.LocalPort), reader.Row.Uid);
            }
        }

        return users;
    }

    /// <summary>Of the listener on this address, or else on any address of this port.</summary>
    public uint Of(IpAddress local, ushort port)
        => _users.TryGetValue((local, port), out uint uid)
            || _users.TryGetValue((IpAddress.AnyIpv4, port), out uid)
            || _users.TryGetValue((IpAddress.AnyIpv6, port), out uid)
                ? uid
                : 0;
}
