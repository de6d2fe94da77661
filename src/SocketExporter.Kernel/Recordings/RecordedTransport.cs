using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Kernel.Recordings;

/// <summary>
/// Answers as the recorded kernel would: of the recorded dump the sockets of the family, states and identity that are asked for, with the attributes that
/// are asked for. Errors and interruptions come as they were recorded.
/// </summary>
internal sealed class RecordedTransport : INetlinkTransport
{
    /// <summary>As much as the kernel puts into one datagram.</summary>
    private const int DatagramBytes = 32 * 1024;

    private readonly int _protocol;
    private readonly Func<string, byte[]> _readFile;
    private RecordedRequest _request;
    private byte[] _messages = [];
    private string _owner = "";
    private int _offset;
    private uint _sequence;

    /// <param name="protocol">Of the netlink socket this stands for.</param>
    /// <param name="readFile">The content of a file of the recording.</param>
    public RecordedTransport(int protocol, string name, Func<string, byte[]> readFile)
    {
        _protocol = protocol;
        _readFile = readFile;
        Name = name;
    }

    public string Name { get; }

    public void Send(ReadOnlySpan<byte> datagram)
    {
        nlmsghdr header = NetlinkBytes.Read<nlmsghdr>(datagram, "nlmsghdr");
        _request = RecordedRequest.Parse(_protocol, header, datagram[NetlinkMessages.HeaderBytes..], Name);
        _sequence = header.nlmsg_seq;
        _owner = $"recording, {_request.Dump.File}";
        _offset = 0;
        try
        {
            _messages = _readFile(_request.Dump.File);
        }
        catch (KernelReadException e) when (e.IsAbsent && _request.Dump.MayBeMissing)
        {
            _messages = Result(-Errno.Eopnotsupp);
            return;
        }

        if (!_request.IsDump)
        {
            _messages = AnswerToOne();
        }
    }

    public int Receive(Span<byte> buffer, out uint sender)
    {
        sender = 0;
        int length = 0;
        int room = Math.Min(buffer.Length, DatagramBytes);
        while (_offset < _messages.Length)
        {
            ReadOnlySpan<byte> rest = _messages.AsSpan(_offset);
            ReadOnlySpan<byte> message = NetlinkMessages.First(rest, _owner);
            if (length + message.Length > room)
            {
                break;
            }

            length += _request.Wants(message) ? Copy(message, buffer[length..]) : 0;
            _offset += NetlinkMessages.Padded(message, rest.Length);
        }

        return length > 0 ? length : throw new KernelReadException($"{_owner}: ends before the answer does, expected NLMSG_DONE");
    }

    public void Reset() => _offset = _messages.Length;

    public void Dispose()
    {
    }

    private static byte[] Result(int result)
    {
        var header = new nlmsghdr { nlmsg_len = 20, nlmsg_type = NetlinkConstants.NLMSG_ERROR };
        return [.. MemoryMarshal.AsBytes(new ReadOnlySpan<nlmsghdr>(in header)), .. MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in result))];
    }

    /// <summary>A question for one socket is answered with it, or with an error; then, if asked for, with an acknowledgment.</summary>
    private byte[] AnswerToOne()
    {
        List<byte> answer = [];
        for (int offset = 0; offset < _messages.Length && answer.Count == 0;)
        {
            ReadOnlySpan<byte> message = NetlinkMessages.First(_messages.AsSpan(offset), _owner);
            if (!RecordedRequest.IsEnd(message) && _request.Wants(message))
            {
                answer.AddRange(message);
            }

            offset += NetlinkMessages.Padded(message, _messages.Length - offset);
        }

        if (answer.Count == 0 || _request.WantsAcknowledgment)
        {
            while (answer.Count % 4 != 0)
            {
                answer.Add(0);
            }

            answer.AddRange(Result(answer.Count == 0 ? -Errno.Enoent : 0));
        }

        return [.. answer];
    }

    /// <summary>Bytes written, a multiple of four unless the buffer ends before.</summary>
    private int Copy(ReadOnlySpan<byte> message, Span<byte> target)
    {
        int length;
        int fixedBytes = NetlinkMessages.HeaderBytes + Unsafe.SizeOf<inet_diag_msg>();
        if (_request.Dump.Kind == MessageKind.InetSocket && !RecordedRequest.IsEnd(message))
        {
            message[..fixedBytes].CopyTo(target);
            length = fixedBytes;
            var attributes = new NetlinkAttributes(message[fixedBytes..], _owner);
            ReadOnlySpan<byte> rest = message[fixedBytes..];
            while (attributes.Next())
            {
                int padded = Math.Min((attributes.Payload.Length + 7) & ~3, rest.Length);
                if (_request.WantsAttribute(attributes.Type))
                {
                    rest[..padded].CopyTo(target[length..]);
                    length += padded;
                }

                rest = rest[padded..];
            }
        }
        else
        {
            message.CopyTo(target);
            length = message.Length;
        }

        nlmsghdr header = NetlinkBytes.Read<nlmsghdr>(message, "nlmsghdr");
        header.nlmsg_len = (uint)length;
        header.nlmsg_seq = _sequence;
        MemoryMarshal.Write(target, in header);
        int end = Math.Min((length + 3) & ~3, target.Length);
        target[length..end].Clear();
        return end;
    }
}
