using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Tests.Netlink;
using SocketExporter.Kernel.Tests.Recordings;

namespace SocketExporter.Kernel.Tests.Routes;

/// <summary>Events as a test says them; it waits for none.</summary>
internal sealed class EventTransport : INetlinkTransport
{
    private readonly Queue<byte[]?> _events = new();

    public string Name => "events";

    public EventTransport Say(ushort type, string body)
    {
        _events.Enqueue(Messages.Message(type, Hex.Bytes(body)));
        return this;
    }

    public EventTransport Lose()
    {
        _events.Enqueue(null);
        return this;
    }

    public void Send(ReadOnlySpan<byte> datagram) => throw new InvalidOperationException("nothing is asked of a socket for events");

    public int Receive(Span<byte> buffer, out uint sender)
    {
        sender = 0;
        if (!_events.TryDequeue(out byte[]? datagram))
        {
            return 0;
        }

        if (datagram is null)
        {
            throw new KernelReadException(Name, Errno.Enobufs);
        }

        datagram.CopyTo(buffer);
        return datagram.Length;
    }

    public void Reset() => _events.Clear();

    public void Dispose()
    {
    }
}
