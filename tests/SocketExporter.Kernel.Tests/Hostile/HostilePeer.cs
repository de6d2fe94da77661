using System.Buffers.Binary;
using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Kernel.Tests.Hostile;

/// <summary>A netlink peer that answers as a test says, for ever if it must. It counts what is asked of it.</summary>
internal sealed class HostilePeer : INetlinkTransport
{
    private readonly Queue<Answer> _queue = new();
    private Func<uint, Answer>? _next;
    private Func<uint, Answer[]> _answers = _ => [];
    private uint _sequence;

    public string Name => "peer";

    public int Receives { get; private set; }

    public int Requests { get; private set; }

    /// <summary>Every datagram from now on, by sequence of the request.</summary>
    public void Always(Func<uint, Answer> answer) => _next = answer;

    /// <summary>To each request these datagrams, then silence.</summary>
    public void ToEachRequest(Func<uint, Answer[]> answers)
    {
        _next = null;
        _answers = answers;
    }

    public void Send(ReadOnlySpan<byte> datagram)
    {
        Requests++;
        _sequence = BinaryPrimitives.ReadUInt32LittleEndian(datagram[8..]);
        foreach (Answer answer in _answers(_sequence))
        {
            _queue.Enqueue(answer);
        }
    }

    public int Receive(Span<byte> buffer, out uint sender)
    {
        Receives++;
        Answer answer = _next is not null ? _next(_sequence) : _queue.TryDequeue(out Answer? queued) ? queued : throw new KernelReadException($"{Name} answer", Errno.Eagain);
        answer.Bytes.AsSpan(0, Math.Min(answer.Bytes.Length, buffer.Length)).CopyTo(buffer);
        sender = answer.Sender;
        return answer.TrueLength ?? answer.Bytes.Length;
    }

    public void Reset() => _queue.Clear();

    public void Dispose()
    {
    }

    /// <summary>One message, padded.</summary>
    public static byte[] Message(ushort type, ushort flags, uint sequence, ReadOnlySpan<byte> body)
    {
        byte[] message = new byte[(16 + body.Length + 3) & ~3];
        BinaryPrimitives.WriteUInt32LittleEndian(message, (uint)(16 + body.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(4), type);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(6), flags);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(8), sequence);
        body.CopyTo(message.AsSpan(16));
        return message;
    }

    /// <param name="TrueLength">Where the datagram was longer than the buffer.</param>
    internal sealed record Answer(byte[] Bytes, uint Sender = 0, int? TrueLength = null);
}
