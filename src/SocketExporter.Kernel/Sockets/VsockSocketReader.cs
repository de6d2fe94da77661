using System.Runtime.InteropServices;
using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Kernel.Sockets;

/// <summary>
/// How many vsock sockets (between a virtual machine and its host) the network namespace has. The kernel lists AF_VSOCK in /proc/net/protocols and never
/// counts it there; vsock_diag tells those that are bound or connected.
/// </summary>
public sealed class VsockSocketReader : IDisposable
{
    private readonly NetlinkDump _dump;

    public VsockSocketReader(KernelSource kernel)
        : this(kernel.OpenNetlink(NetlinkConstants.NETLINK_SOCK_DIAG, "sock_diag"))
    {
    }

    internal VsockSocketReader(INetlinkTransport transport)
    {
        _dump = new NetlinkDump(transport);
    }

    /// <returns>Null when the kernel has no vsock_diag.</returns>
    /// <exception cref="KernelReadException">The dump failed.</exception>
    public long? Count()
    {
        var request = new vsock_diag_req { sdiag_family = LibC.AfVsock, vdiag_states = InetDiag.ALL_STATES };
        _dump.Start(InetDiag.SOCK_DIAG_BY_FAMILY, MemoryMarshal.AsBytes(new ReadOnlySpan<vsock_diag_req>(in request)), "vsock sockets");
        long sockets = 0;
        while (_dump.Next())
        {
            vsock_diag_msg socket = NetlinkBytes.Read<vsock_diag_msg>(_dump.Message, "vsock_diag_msg");
            sockets += socket.vdiag_family == LibC.AfVsock ? 1 : throw new KernelReadException($"vsock_diag_msg: family {socket.vdiag_family}, expected {LibC.AfVsock}");
        }

        return _dump.End == DumpEnd.Unsupported ? null : sockets;
    }

    public void Dispose() => _dump.Dispose();
}
