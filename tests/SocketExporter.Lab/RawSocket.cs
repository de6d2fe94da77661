using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace SocketExporter.Lab;

/// <summary>One descriptor. It has no finalizer: a population lives until it is closed by name or the process ends.</summary>
internal sealed class RawSocket
{
    private readonly int _descriptor;

    private RawSocket(int descriptor)
    {
        _descriptor = descriptor;
    }

    public static RawSocket Open(int family, int type) => new(Check(LibC.Socket(family, type | LibC.SOCK_CLOEXEC, 0), "socket"));

    public static (RawSocket One, RawSocket Other) Pair(int type)
    {
        Span<int> descriptors = stackalloc int[2];
        Check(LibC.SocketPair(LibC.AF_UNIX, type | LibC.SOCK_CLOEXEC, 0, descriptors), "socketpair");
        return (new RawSocket(descriptors[0]), new RawSocket(descriptors[1]));
    }

    public void Set(int level, int option, int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        Check(LibC.SetSocketOption(_descriptor, level, option, bytes, bytes.Length), "setsockopt");
    }

    public void Bind(byte[] address) => Check(LibC.Bind(_descriptor, address, address.Length), "bind");

    public void Listen(int backlog) => Check(LibC.Listen(_descriptor, backlog), "listen");

    /// <summary>A non-blocking socket may be left in progress: the scenario waits for the state it wants.</summary>
    public void Connect(byte[] address)
    {
        int result = LibC.Connect(_descriptor, address, address.Length);
        if (result != 0 && Marshal.GetLastPInvokeError() != LibC.EINPROGRESS)
        {
            Check(result, "connect");
        }
    }

    public RawSocket Accept() => new(Check(LibC.Accept(_descriptor, 0, 0, LibC.SOCK_CLOEXEC), "accept4"));

    public void Send(int bytes)
    {
        byte[] payload = new byte[bytes];
        if (Check((int)LibC.Send(_descriptor, payload, payload.Length, 0), "send") != bytes)
        {
            throw new InvalidOperationException($"send took less than {bytes} bytes");
        }
    }

    public int UnreadBytes => Ioctl(LibC.FIONREAD);

    public int UnacknowledgedBytes => Ioctl(LibC.SIOCOUTQ);

    public TcpState State => (TcpState)TcpInfo(0, 1);

    /// <summary>Of a listener: tcpi_unacked carries the connections that wait for accept().</summary>
    public int AcceptQueue => TcpInfo(24, 4);

    /// <summary>SK_MEMINFO_RMEM_ALLOC, SK_MEMINFO_RCVBUF and SK_MEMINFO_DROPS of this socket, asked of the socket itself.</summary>
    public (int QueuedBytes, int LimitBytes, int Drops) ReceiveMemory
    {
        get
        {
            Span<byte> values = stackalloc byte[36];
            int length = values.Length;
            Check(LibC.GetSocketOption(_descriptor, LibC.SOL_SOCKET, LibC.SO_MEMINFO, values, ref length), "getsockopt SO_MEMINFO");
            return (
                BinaryPrimitives.ReadInt32LittleEndian(values),
                BinaryPrimitives.ReadInt32LittleEndian(values[4..]),
                BinaryPrimitives.ReadInt32LittleEndian(values[32..]));
        }
    }

    public void ShutdownWrite() => Check(LibC.Shutdown(_descriptor, LibC.SHUT_WR), "shutdown");

    public void Close() => Check(LibC.Close(_descriptor), "close");

    /// <summary>Ends with a reset: neither end goes on as TIME_WAIT.</summary>
    public void Abort()
    {
        Span<byte> linger = stackalloc byte[8];
        linger.Clear();
        linger[0] = 1;
        _ = LibC.SetSocketOption(_descriptor, LibC.SOL_SOCKET, LibC.SO_LINGER, linger, linger.Length);
        Close();
    }

    public void Await(TcpState state) => Still.Await(() => State == state, () => $"a socket to reach {state}; it is in {State}");

    private int TcpInfo(int offset, int size)
    {
        Span<byte> info = stackalloc byte[104];
        int length = info.Length;
        Check(LibC.GetSocketOption(_descriptor, LibC.IPPROTO_TCP, LibC.TCP_INFO, info, ref length), "getsockopt TCP_INFO");
        return size == 1 ? info[offset] : BinaryPrimitives.ReadInt32LittleEndian(info[offset..]);
    }

    private int Ioctl(nuint request)
    {
        int value = 0;
        Check(LibC.Ioctl(_descriptor, request, ref value), "ioctl");
        return value;
    }

    private static int Check(int result, string call)
        => result >= 0 ? result : throw new InvalidOperationException($"{call}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
}
