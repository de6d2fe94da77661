using System.Runtime.InteropServices;
using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Kernel.Sockets;

/// <summary>
/// TCP sockets of one family, for tables that show IPv4 before IPv6. The kernel walks its tables once for each: what asks for both and has no order is
/// <see cref="TcpSocketReader"/>.
/// <code>reader.Start(…); while (reader.Next()) { … reader.Row … } reader.WasInterrupted</code>
/// </summary>
public sealed class TcpFamilyReader : IDisposable
{
    private readonly NetlinkDump _dump;
    private IpFamily _family;
    private InetSocketRow _row;

    public TcpFamilyReader(KernelSource kernel)
        : this(kernel.OpenNetlink(NetlinkConstants.NETLINK_SOCK_DIAG, "sock_diag"))
    {
    }

    internal TcpFamilyReader(INetlinkTransport transport)
    {
        _dump = new NetlinkDump(transport);
    }

    /// <summary>The current socket. Valid until the next call of <see cref="Next"/>.</summary>
    public ref readonly InetSocketRow Row => ref _row;

    /// <summary>The table changed while it was read: sockets may be missing or doubled. TCP has never been seen to say so.</summary>
    public bool WasInterrupted => _dump.End == DumpEnd.Interrupted;

    /// <param name="listeners">Whether listeners are wanted. Alone they cost next to nothing: the kernel has a table of them.</param>
    /// <param name="connections">Whether all others are wanted.</param>
    /// <param name="withInfo">Whether <see cref="InetSocketRow.Retransmissions"/> and <see cref="InetSocketRow.Probes"/> are; a third dearer.</param>
    /// <exception cref="KernelReadException">The request could not be sent.</exception>
    public void Start(IpFamily family, bool listeners, bool connections, bool withInfo)
    {
        const uint Listen = 1u << (int)TcpState.Listen;
        _family = family;
        var request = new inet_diag_req_v2
        {
            sdiag_family = family == IpFamily.Ipv4 ? (byte)LibC.AfInet : (byte)LibC.AfInet6,
            sdiag_protocol = InetDiag.IPPROTO_TCP,
            idiag_ext = withInfo ? InetDiag.EXT_INFO : (byte)0,
            idiag_states = (listeners ? Listen : 0) | (connections ? InetDiag.ELEVEN_STATES & ~Listen : 0),
        };
        _dump.Start(InetDiag.SOCK_DIAG_BY_FAMILY, MemoryMarshal.AsBytes(new ReadOnlySpan<inet_diag_req_v2>(in request)), "TCP sockets");
    }

    /// <exception cref="KernelReadException">The dump failed, or tcp_diag is not there.</exception>
    public bool Next()
    {
        if (_dump.Next())
        {
            InetSocketParser.Parse(_dump.Message, withAttributes: true, ref _row);
            return true;
        }

        // A kernel without IPv6 has no IPv6 sockets.
        return _dump.End != DumpEnd.Unsupported || _family == IpFamily.Ipv6
            ? false
            : throw new KernelReadException("TCP sockets: this kernel has no tcp_diag, expected it built in or as a module (modprobe tcp_diag)");
    }

    public void Dispose() => _dump.Dispose();
}
