using System.Runtime.InteropServices;
using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Kernel.Sockets;

/// <summary>
/// Every unix socket of the network namespace that a process has open.
/// <code>reader.Start(); while (reader.Next()) { … reader.Row … } reader.WasInterrupted</code>
/// </summary>
public sealed class UnixSocketReader : IDisposable
{
    private readonly NetlinkDump _dump;

    public UnixSocketReader(KernelSource kernel)
        : this(kernel.OpenNetlink(NetlinkConstants.NETLINK_SOCK_DIAG, "sock_diag"))
    {
    }

    internal UnixSocketReader(INetlinkTransport transport)
    {
        _dump = new NetlinkDump(transport);
    }

    /// <summary>The current socket, parsed anew at each call. Valid until the next call of <see cref="Next"/>.</summary>
    /// <exception cref="KernelReadException">The message is no unix socket.</exception>
    public UnixSocketRow Row => UnixSocketParser.Parse(_dump.Message);

    /// <summary>The table changed while it was read: sockets may be missing or doubled.</summary>
    public bool WasInterrupted => _dump.End == DumpEnd.Interrupted;

    /// <exception cref="KernelReadException">The request could not be sent.</exception>
    public void Start()
    {
        var request = new unix_diag_req
        {
            sdiag_family = LibC.AfUnix,
            udiag_states = InetDiag.ALL_STATES,
            udiag_show = UnixDiag.UDIAG_SHOW_NAME | UnixDiag.UDIAG_SHOW_RQLEN | UnixDiag.UDIAG_SHOW_UID,
        };
        _dump.Start(InetDiag.SOCK_DIAG_BY_FAMILY, MemoryMarshal.AsBytes(new ReadOnlySpan<unix_diag_req>(in request)), "unix sockets");
    }

    /// <exception cref="KernelReadException">The dump failed, or unix_diag is not there.</exception>
    public bool Next()
    {
        if (_dump.Next())
        {
            return true;
        }

        return _dump.End != DumpEnd.Unsupported
            ? false
            : throw new KernelReadException("unix sockets: this kernel has no unix_diag, expected it built in or as a module (modprobe unix_diag)");
    }

    public void Dispose() => _dump.Dispose();
}
