using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Kernel.Sockets;

/// <summary>
/// Asks for one TCP socket with its tcp_info: 3.4 µs, where a walk with tcp_info costs a third more for each of all sockets. Nothing is allocated. Not for concurrent use.
/// </summary>
public sealed class TcpSocketQuestion : IDisposable
{
    private readonly NetlinkDump _dump;
    private InetSocketRow _row;

    public TcpSocketQuestion(KernelSource kernel)
        : this(kernel.OpenNetlink(NetlinkConstants.NETLINK_SOCK_DIAG, "sock_diag"))
    {
    }

    internal TcpSocketQuestion(INetlinkTransport transport)
    {
        _dump = new NetlinkDump(transport);
    }

    /// <summary>The socket as it is now. Valid until the next question.</summary>
    public ref readonly InetSocketRow Row => ref _row;

    /// <returns>False: it is gone.</returns>
    /// <exception cref="KernelReadException">The kernel refused, or what it answered is not what it should be.</exception>
    public bool Ask(in TcpSocketIdentity socket)
    {
        var request = new inet_diag_req_v2
        {
            sdiag_family = socket.Family == IpFamily.Ipv4 ? (byte)LibC.AfInet : (byte)LibC.AfInet6,
            sdiag_protocol = InetDiag.IPPROTO_TCP,
            idiag_ext = InetDiag.EXT_INFO,
            idiag_states = InetDiag.ELEVEN_STATES,
            id = IdOf(socket),
        };
        _dump.Start(
            InetDiag.SOCK_DIAG_BY_FAMILY, NetlinkConstants.NLM_F_REQUEST, MemoryMarshal.AsBytes(new ReadOnlySpan<inet_diag_req_v2>(in request)), "one TCP socket");
        if (!_dump.NextOnly())
        {
            return false;
        }

        InetSocketParser.Parse(_dump.Message, withAttributes: true, ref _row);
        return _row.Cookie == socket.Cookie;
    }

    public void Dispose() => _dump.Dispose();

    private static inet_diag_sockid IdOf(in TcpSocketIdentity socket)
    {
        Span<byte> bytes = stackalloc byte[Unsafe.SizeOf<inet_diag_sockid>()];
        bytes.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(bytes, socket.LocalPort);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], socket.RemotePort);
        socket.Local.ToNetworkOrder(socket.Family, bytes[4..20]);
        socket.Remote.ToNetworkOrder(socket.Family, bytes[20..36]);
        inet_diag_sockid id = MemoryMarshal.Read<inet_diag_sockid>(bytes);
        id.idiag_if = socket.InterfaceIndex;
        id.idiag_cookie0 = (uint)socket.Cookie;
        id.idiag_cookie1 = (uint)(socket.Cookie >> 32);
        return id;
    }
}
