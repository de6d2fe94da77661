using SocketExporter.Kernel;
using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Fuzz;

/// <summary>A netlink peer that answers with one datagram, with what belongs behind it, and then never again.</summary>
internal sealed class OneAnswer(byte[] first, params byte[][] rest) : INetlinkTransport
{
    private readonly Queue<byte[]> _datagrams = new([first, .. rest]);

    public string Name => "one answer";

    public void Send(ReadOnlySpan<byte> datagram)
    {
    }

    public int Receive(Span<byte> buffer, out uint sender)
    {
        sender = 0;
        byte[] datagram = _datagrams.TryDequeue(out byte[]? next) ? next : throw new KernelReadException($"{Name} answer", Errno.Eagain);
        datagram.AsSpan(0, Math.Min(datagram.Length, buffer.Length)).CopyTo(buffer);
        return datagram.Length;
    }

    public void Reset()
    {
    }

    public void Dispose()
    {
    }
}
