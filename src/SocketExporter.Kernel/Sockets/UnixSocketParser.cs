using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Kernel.Sockets;

/// <summary>unix_diag_msg and its attributes → <see cref="UnixSocketRow"/>.</summary>
internal static class UnixSocketParser
{
    private const int FixedBytes = 16;

    /// <summary>sizeof(sockaddr_un.sun_path) and the NUL that the kernel adds to a path which fills it.</summary>
    private const int MaxNameBytes = 109;

    /// <exception cref="KernelReadException">The message is short, no unix socket, or carries a name that can't be one.</exception>
    public static UnixSocketRow Parse(ReadOnlySpan<byte> message)
    {
        unix_diag_msg msg = NetlinkBytes.Read<unix_diag_msg>(message, "unix_diag_msg");
        if (msg.udiag_family != LibC.AfUnix)
        {
            throw new KernelReadException($"unix_diag_msg: family {msg.udiag_family}, expected {LibC.AfUnix}");
        }

        UnixSocketKind kind = msg.udiag_type switch
        {
            UnixDiag.SOCK_STREAM => UnixSocketKind.Stream,
            UnixDiag.SOCK_DGRAM => UnixSocketKind.Dgram,
            UnixDiag.SOCK_SEQPACKET => UnixSocketKind.Seqpacket,
            _ => throw new KernelReadException($"unix_diag_msg: type {msg.udiag_type}, expected stream, dgram or seqpacket"),
        };
        UnixSocketState state = (TcpState)msg.udiag_state switch
        {
            TcpState.Listen => UnixSocketState.Listening,
            TcpState.Established => UnixSocketState.Connected,
            _ => UnixSocketState.Unconnected, // as /proc/net/unix: whatever has a socket and no peer
        };

        uint receiveQueue = 0;
        uint sendQueue = 0;
        uint? uid = null;
        ReadOnlySpan<byte> name = default;
        var attributes = new NetlinkAttributes(message[FixedBytes..], "unix_diag_msg");
        while (attributes.Next())
        {
            switch (attributes.Type)
            {
                case UnixDiag.UNIX_DIAG_RQLEN:
                    unix_diag_rqlen lengths = NetlinkBytes.Read<unix_diag_rqlen>(attributes.Payload, "unix_diag_rqlen");
                    receiveQueue = lengths.udiag_rqueue;
                    sendQueue = lengths.udiag_wqueue;
                    break;
                case UnixDiag.UNIX_DIAG_UID:
                    uid = NetlinkBytes.Read<uint>(attributes.Payload, "UNIX_DIAG_UID");
                    break;
                case UnixDiag.UNIX_DIAG_NAME:
                    name = attributes.Payload.Length <= MaxNameBytes
                        ? attributes.Payload
                        : throw new KernelReadException($"UNIX_DIAG_NAME: {attributes.Payload.Length} bytes, expected at most {MaxNameBytes}");
                    break;
            }
        }

        ulong cookie = msg.udiag_cookie0 | ((ulong)msg.udiag_cookie1 << 32);
        return new UnixSocketRow(kind, state, msg.udiag_ino, cookie, receiveQueue, sendQueue, uid, name);
    }
}
