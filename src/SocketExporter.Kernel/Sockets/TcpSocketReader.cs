using System.Runtime.InteropServices;
using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Kernel.Sockets;

/// <summary>
/// Every TCP socket of the network namespace in one walk of the kernel's tables, both families mixed, listeners first.
/// <code>reader.Start(); while (reader.Next()) { … reader.Row … } reader.WasInterrupted</code>
/// </summary>
public sealed class TcpSocketReader : IDisposable
{
    private readonly NetlinkDump _dump;
    private InetSocketRow _row;
    private bool _withInformation;

    public TcpSocketReader(KernelSource kernel)
        : this(kernel.OpenNetlink(NetlinkConstants.NETLINK_SOCK_DIAG, "sock_diag"))
    {
    }

    internal TcpSocketReader(INetlinkTransport transport)
    {
        _dump = new NetlinkDump(transport);
    }

    /// <summary>The current socket. Valid until the next call of <see cref="Next"/>.</summary>
    public ref readonly InetSocketRow Row => ref _row;

    /// <summary>The table changed while it was read: sockets may be missing or doubled. TCP has never been seen to say so.</summary>
    public bool WasInterrupted => _dump.End == DumpEnd.Interrupted;

    /// <param name="withInformation">Whether each row is to carry what tcp_info says: a third more than the bare walk costs.</param>
    /// <exception cref="KernelReadException">The request could not be sent.</exception>
    public void Start(bool withInformation = false)
    {
        _withInformation = withInformation;

        // TCPDIAG_GETSOCK with AF_UNSPEC is the one request that walks both families at once: 0.65 of the cost of two dumps.
        var request = new inet_diag_req
        {
            idiag_family = LibC.AfUnspec,
            idiag_ext = withInformation ? InetDiag.EXT_INFO : (byte)0,
            idiag_states = InetDiag.ELEVEN_STATES,
        };
        _dump.Start(InetDiag.TCPDIAG_GETSOCK, MemoryMarshal.AsBytes(new ReadOnlySpan<inet_diag_req>(in request)), "TCP sockets");
    }

    /// <exception cref="KernelReadException">The dump failed, or tcp_diag is not there.</exception>
    public bool Next()
    {
        if (_dump.Next())
        {
            InetSocketParser.Parse(_dump.Message, withAttributes: _withInformation, ref _row);
            return true;
        }

        return _dump.End != DumpEnd.Unsupported
            ? false
            : throw new KernelReadException("TCP sockets: this kernel has no tcp_diag, expected it built in or as a module (modprobe tcp_diag)");
    }

    public void Dispose() => _dump.Dispose();
}
