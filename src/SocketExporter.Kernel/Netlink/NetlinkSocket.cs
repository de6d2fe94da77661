using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Netlink;

/// <summary>
/// A netlink socket of the network namespace of the thread that first uses it. Opened on first use and again after <see cref="Reset"/>. One that belongs to
/// multicast groups is there for events: it waits for nothing.
/// </summary>
internal sealed unsafe class NetlinkSocket : INetlinkTransport
{
    /// <summary>Longest wait for one datagram. A dump is produced while it is read, so only a hanging kernel takes this long.</summary>
    public static readonly TimeSpan ReceiveTimeout = TimeSpan.FromSeconds(10);

    private readonly int _protocol;
    private readonly uint _groups;
    private int _fd = -1;

    /// <param name="groups">Multicast groups, bit = number − 1; 0 for questions and answers.</param>
    public NetlinkSocket(int protocol, string name, uint groups = 0)
    {
        _protocol = protocol;
        _groups = groups;
        Name = name;
    }

    public string Name { get; }

    public void Send(ReadOnlySpan<byte> datagram)
    {
        if (_fd < 0)
        {
            Open();
        }

        var kernel = new sockaddr_nl { nl_family = LibC.AfNetlink };
        fixed (byte* data = datagram)
        {
            while (LibC.SendTo(_fd, data, (nuint)datagram.Length, 0, &kernel, (uint)sizeof(sockaddr_nl)) < 0)
            {
                int errno = LibC.LastError;
                if (errno != Errno.Eintr)
                {
                    throw new KernelReadException($"{Name} request", errno);
                }
            }
        }
    }

    public int Receive(Span<byte> buffer, out uint sender)
    {
        if (_fd < 0 && _groups != 0)
        {
            Open();
        }

        int flags = LibC.MsgTrunc | (_groups == 0 ? 0 : LibC.MsgDontWait);
        var from = default(sockaddr_nl);
        uint fromLength = (uint)sizeof(sockaddr_nl);
        fixed (byte* data = buffer)
        {
            while (true)
            {
                // MSG_TRUNC: the true length is returned even when the buffer is smaller.
                nint got = LibC.ReceiveFrom(_fd, data, (nuint)buffer.Length, flags, &from, &fromLength);
                if (got >= 0)
                {
                    sender = from.nl_pid;
                    return (int)got;
                }

                int errno = LibC.LastError;
                if (errno == Errno.Eagain && _groups != 0)
                {
                    sender = 0;
                    return 0;
                }

                if (errno != Errno.Eintr)
                {
                    throw new KernelReadException($"{Name} answer", errno);
                }
            }
        }
    }

    public void Reset()
    {
        if (_fd >= 0)
        {
            _ = LibC.Close(_fd);
            _fd = -1;
        }
    }

    public void Dispose() => Reset();

    private void Open()
    {
        int fd = LibC.Socket(LibC.AfNetlink, LibC.SockRaw | LibC.SockCloexec, _protocol);
        if (fd < 0)
        {
            throw new KernelReadException($"{Name} socket", LibC.LastError);
        }

        long* timeout = stackalloc long[2] { (long)ReceiveTimeout.TotalSeconds, 0 };
        _ = LibC.SetSockOpt(fd, LibC.SolSocket, LibC.SoRcvtimeo, timeout, 16);
        var address = new sockaddr_nl { nl_family = LibC.AfNetlink, nl_groups = _groups };
        if (_groups != 0 && LibC.Bind(fd, &address, (uint)sizeof(sockaddr_nl)) < 0)
        {
            int errno = LibC.LastError;
            _ = LibC.Close(fd);
            throw new KernelReadException($"{Name} groups 0x{_groups:x}", errno);
        }

        _fd = fd;
    }
}
