using System.Runtime.InteropServices;
using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Kernel.Sockets;

/// <summary>
/// Every UDP socket of the network namespace with its memory (receive buffer, drops): IPv4, then IPv6. Never /proc/net/udp, whose cost is quadratic.
/// <code>reader.Start(); while (reader.Next()) { … reader.Row … } reader.WasInterrupted</code>
/// </summary>
public sealed class UdpSocketReader : IDisposable
{
    private readonly NetlinkDump _dump;
    private InetSocketRow _row;
    private bool _second;

    public UdpSocketReader(KernelSource kernel)
        : this(kernel.OpenNetlink(NetlinkConstants.NETLINK_SOCK_DIAG, "sock_diag"))
    {
    }

    internal UdpSocketReader(INetlinkTransport transport)
    {
        _dump = new NetlinkDump(transport);
    }

    /// <summary>The current socket. Valid until the next call of <see cref="Next"/>.</summary>
    public ref readonly InetSocketRow Row => ref _row;

    /// <summary>The table changed while it was read: sockets may be missing or doubled.</summary>
    public bool WasInterrupted { get; private set; }

    /// <exception cref="KernelReadException">The request could not be sent.</exception>
    public void Start()
    {
        _second = false;
        WasInterrupted = false;
        Ask(LibC.AfInet);
    }

    /// <exception cref="KernelReadException">The dump failed, or udp_diag is not there.</exception>
    public bool Next()
    {
        while (!_dump.Next())
        {
            WasInterrupted |= _dump.End == DumpEnd.Interrupted;
            if (_dump.End == DumpEnd.Unsupported && !_second)
            {
                throw new KernelReadException("UDP sockets: this kernel has no udp_diag, expected it built in or as a module (modprobe udp_diag)");
            }

            if (_second)
            {
                return false; // a kernel without IPv6 has no IPv6 sockets
            }

            _second = true;
            Ask(LibC.AfInet6);
        }

        InetSocketParser.Parse(_dump.Message, withAttributes: true, ref _row);
        return true;
    }

    public void Dispose() => _dump.Dispose();

    private void Ask(byte family)
    {
        var request = new inet_diag_req_v2
        {
            sdiag_family = family,
            sdiag_protocol = InetDiag.IPPROTO_UDP,
            idiag_ext = InetDiag.EXT_SKMEMINFO,
            idiag_states = InetDiag.ALL_STATES,
        };
        _dump.Start(InetDiag.SOCK_DIAG_BY_FAMILY, MemoryMarshal.AsBytes(new ReadOnlySpan<inet_diag_req_v2>(in request)), "UDP sockets");
    }
}
