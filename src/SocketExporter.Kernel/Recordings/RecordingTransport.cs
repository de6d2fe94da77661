using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Kernel.Recordings;

/// <summary>Hands datagrams through and keeps what the kernel answered to the last request, made anonymous.</summary>
internal sealed class RecordingTransport : INetlinkTransport
{
    private readonly INetlinkTransport _live;
    private readonly MessageAnonymizer _anonymizer;
    private readonly MessageKind _kind;
    private readonly List<byte> _messages = [];

    public RecordingTransport(INetlinkTransport live, MessageAnonymizer anonymizer, MessageKind kind)
    {
        _live = live;
        _anonymizer = anonymizer;
        _kind = kind;
    }

    public string Name => _live.Name;

    public byte[] Messages => [.. _messages];

    public void Send(ReadOnlySpan<byte> datagram)
    {
        _messages.Clear();
        _live.Send(datagram);
    }

    public int Receive(Span<byte> buffer, out uint sender)
    {
        int got = _live.Receive(buffer, out sender);
        if (sender == 0 && got <= buffer.Length)
        {
            _anonymizer.Append(buffer[..got], _kind, _messages);
            if (_messages.Count > RecordingFiles.MaxFileBytes)
            {
                throw new KernelReadException($"{Name}: more than {RecordingFiles.MaxFileBytes} bytes, too much for a recording");
            }
        }

        return got;
    }

    public void Reset() => _live.Reset();

    public void Dispose() => _live.Dispose();
}
