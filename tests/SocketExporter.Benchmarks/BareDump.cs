using System.Runtime.InteropServices;
using SocketExporter.Kernel;
using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Io;

namespace SocketExporter.Benchmarks;

/// <summary>
/// The floor: asks the kernel for every TCP socket and only counts the messages. Shares libc's declarations with the exporter and nothing else, so that a
/// slower reader can't make its own floor slower. bare_dump.c is the same loop in C.
/// </summary>
internal sealed unsafe class BareDump : IDisposable
{
    private const int HeaderBytes = 16;
    private const int BufferBytes = 64 * 1024;

    private readonly byte* _buffer = (byte*)NativeMemory.AlignedAlloc(BufferBytes, 64);
    private readonly int _socket;
    private uint _sequence;

    public BareDump()
    {
        _socket = LibC.Socket(LibC.AfNetlink, LibC.SockRaw | LibC.SockCloexec, NetlinkConstants.NETLINK_SOCK_DIAG);
        if (_socket < 0)
        {
            throw new KernelReadException("bare dump, socket", LibC.LastError);
        }
    }

    /// <param name="withInformation">With tcp_info of each, as the exporter asks for it in one walk of several.</param>
    /// <returns>Sockets of the network namespace.</returns>
    public long Count(bool withInformation = false)
    {
        Request(withInformation);
        long sockets = 0;
        while (true)
        {
            nint got = LibC.ReceiveFrom(_socket, _buffer, BufferBytes, 0, null, null);
            if (got <= 0)
            {
                throw new KernelReadException("bare dump, answer", LibC.LastError);
            }

            for (nint at = 0; at + HeaderBytes <= got;)
            {
                var header = (nlmsghdr*)(_buffer + at);
                switch (header->nlmsg_type)
                {
                    case NetlinkConstants.NLMSG_DONE:
                        return sockets;
                    case NetlinkConstants.NLMSG_ERROR:
                        throw new KernelReadException("bare dump", -*(int*)(_buffer + at + HeaderBytes));
                    default:
                        sockets++;
                        at += (nint)((header->nlmsg_len + 3) & ~3u);
                        break;
                }
            }
        }
    }

    public void Dispose()
    {
        _ = LibC.Close(_socket);
        NativeMemory.AlignedFree(_buffer);
    }

    private void Request(bool withInformation)
    {
        var header = new nlmsghdr
        {
            nlmsg_len = (uint)(HeaderBytes + sizeof(inet_diag_req)),
            nlmsg_type = InetDiag.TCPDIAG_GETSOCK,
            nlmsg_flags = NetlinkConstants.NLM_F_REQUEST | NetlinkConstants.NLM_F_DUMP,
            nlmsg_seq = ++_sequence,
        };
        var body = new inet_diag_req { idiag_family = LibC.AfUnspec, idiag_states = InetDiag.ELEVEN_STATES, idiag_ext = withInformation ? InetDiag.EXT_INFO : (byte)0 };
        *(nlmsghdr*)_buffer = header;
        *(inet_diag_req*)(_buffer + HeaderBytes) = body;
        var kernel = new sockaddr_nl { nl_family = LibC.AfNetlink };
        if (LibC.SendTo(_socket, _buffer, header.nlmsg_len, 0, &kernel, (uint)sizeof(sockaddr_nl)) < 0)
        {
            throw new KernelReadException("bare dump, request", LibC.LastError);
        }
    }
}
