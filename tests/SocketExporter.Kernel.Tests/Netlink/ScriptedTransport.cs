using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Kernel.Tests.Netlink;

/// <summary>Answers with datagrams written down beforehand; keeps what was sent. Reset forgets the datagrams up to the next <see cref="AfterReset"/>.</summary>
internal sealed class ScriptedTransport : INetlinkTransport
{
    private readonly Queue<Answer> _answers = new();
    private readonly Queue<Answer> _afterReset = new();

    public string Name => "script";

    public List<byte[]> Sent { get; } = [];

    public int Resets { get; private set; }

    public bool Disposed { get; private set; }

    /// <summary>When set, every question is answered by this datagram for ever.</summary>
    public byte[]? Endless { get; init; }

    public uint EndlessSender { get; init; }

    public ScriptedTransport Datagram(string hex, uint sender = 0, int? trueLength = null)
    {
        byte[] bytes = Hex.Bytes(hex);
        _answers.Enqueue(new Answer(bytes, sender, trueLength ?? bytes.Length, 0));
        return this;
    }

    public ScriptedTransport Error(int errno)
    {
        _answers.Enqueue(new Answer([], 0, 0, errno));
        return this;
    }

    public ScriptedTransport AfterReset(string hex)
    {
        byte[] bytes = Hex.Bytes(hex);
        _afterReset.Enqueue(new Answer(bytes, 0, bytes.Length, 0));
        return this;
    }

    public void Send(ReadOnlySpan<byte> datagram) => Sent.Add(datagram.ToArray());

    public int Receive(Span<byte> buffer, out uint sender)
    {
        if (Endless is not null)
        {
            Endless.CopyTo(buffer);
            sender = EndlessSender;
            return Endless.Length;
        }

        Answer answer = _answers.Count > 0 ? _answers.Dequeue() : new Answer([], 0, 0, Errno.Eagain);
        if (answer.Errno != 0)
        {
            throw new KernelReadException("script answer", answer.Errno);
        }

        answer.Bytes.CopyTo(buffer);
        sender = answer.Sender;
        return answer.TrueLength;
    }

    public void Reset()
    {
        Resets++;
        _answers.Clear();
        while (_afterReset.TryDequeue(out Answer? answer))
        {
            _answers.Enqueue(answer);
        }
    }

    public void Dispose() => Disposed = true;

    private sealed record Answer(byte[] Bytes, uint Sender, int TrueLength, int Errno);
}
