using System.Runtime.InteropServices;
using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Netlink;

/// <summary>
/// Asks one question and walks the answer, message by message, out of one buffer that is used again for every dump.
/// <code>dump.Start(…); while (dump.Next()) { … dump.MessageType, dump.Message … } dump.End</code>
/// Nothing is allocated per message. Not for concurrent use.
/// </summary>
internal sealed class NetlinkDump : IDisposable
{
    /// <summary>The kernel fills at most 32 KiB a datagram; twice that leaves room for it to change its mind.</summary>
    public const int BufferBytes = 64 * 1024;

    /// <summary>Datagrams of other senders, answers to earlier requests and empty messages skipped before giving up: what never ends must end here.</summary>
    public const int MaxSkipped = 1000;

    /// <summary>
    /// Messages of one answer before giving up. So many TCP sockets would take 40 GB of the kernel's memory; a peer that repeats itself ends here.
    /// </summary>
    public const int MaxMessages = 1 << 24;

    private const int HeaderBytes = 16;

    private readonly INetlinkTransport _transport;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferBytes, pinned: true);
    private string _question = "";
    private uint _sequence;
    private int _offset;
    private int _length;
    private int _messageStart;
    private int _messageLength;
    private int _skipped;
    private int _messages;
    private bool _interrupted;
    private bool _answered;

    public NetlinkDump(INetlinkTransport transport)
    {
        _transport = transport;
    }

    public DumpEnd End { get; private set; }

    public ushort MessageType { get; private set; }

    /// <summary>The current message without its header. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Message => _buffer.AsSpan(_messageStart, _messageLength);

    /// <summary>Sends the request: <paramref name="type"/>, NLM_F_REQUEST | NLM_F_DUMP, then <paramref name="body"/>.</summary>
    /// <param name="question">What is asked, for messages: "TCP sockets".</param>
    /// <exception cref="KernelReadException">The request could not be sent.</exception>
    public void Start(ushort type, ReadOnlySpan<byte> body, string question)
        => Start(type, NetlinkConstants.NLM_F_REQUEST | NetlinkConstants.NLM_F_DUMP, body, question);

    /// <summary>As above with flags of one's own, e.g. NLM_F_REQUEST | NLM_F_ACK for a question with one answer.</summary>
    public void Start(ushort type, ushort flags, ReadOnlySpan<byte> body, string question)
    {
        if (End == DumpEnd.None && _sequence != 0)
        {
            _transport.Reset(); // the last dump was left in the middle; its rest must not be taken for this one's answer
        }

        _question = question;
        _sequence++;
        _offset = _length = _messageLength = _skipped = _messages = 0;
        _interrupted = _answered = false;
        End = DumpEnd.None;

        Span<byte> request = stackalloc byte[HeaderBytes + body.Length];
        var header = new nlmsghdr
        {
            nlmsg_len = (uint)request.Length,
            nlmsg_type = type,
            nlmsg_flags = flags,
            nlmsg_seq = _sequence,
        };
        MemoryMarshal.Write(request, in header);
        body.CopyTo(request[HeaderBytes..]);
        _transport.Send(request);
    }

    /// <summary>Moves to the next message of the answer; false when it is complete, and <see cref="End"/> says how.</summary>
    /// <exception cref="KernelReadException">An error answer, a cut datagram, lost datagrams, or bytes that are no message.</exception>
    public bool Next()
    {
        while (End == DumpEnd.None)
        {
            if (_offset >= _length && !Fill())
            {
                continue;
            }

            ReadOnlySpan<byte> rest = _buffer.AsSpan(_offset, _length - _offset);
            nlmsghdr header = NetlinkBytes.Read<nlmsghdr>(rest, "nlmsghdr");
            if (header.nlmsg_len < HeaderBytes || header.nlmsg_len > rest.Length)
            {
                throw Fail($"message of {header.nlmsg_len} bytes, expected {HeaderBytes} to {rest.Length}");
            }

            int length = (int)header.nlmsg_len;
            _messageStart = _offset + HeaderBytes;
            _messageLength = length - HeaderBytes;
            _offset += Math.Min((length + 3) & ~3, rest.Length);
            if (header.nlmsg_seq != _sequence)
            {
                CountSkipped("a foreign sequence");
                continue; // an answer to an earlier request
            }

            _interrupted |= (header.nlmsg_flags & NetlinkConstants.NLM_F_DUMP_INTR) != 0;
            switch (header.nlmsg_type)
            {
                case NetlinkConstants.NLMSG_NOOP:
                    CountSkipped("no content");
                    continue;
                case NetlinkConstants.NLMSG_DONE:
                    // A dump that could not begin says so here, as a negative errno: without a look at it, it reads as "none".
                    Finish(_messageLength >= 4 ? NetlinkBytes.Read<int>(Message, "NLMSG_DONE") : 0);
                    return false;
                case NetlinkConstants.NLMSG_ERROR:
                    Finish(NetlinkBytes.Read<int>(Message, "nlmsgerr"));
                    return false;
                case NetlinkConstants.NLMSG_OVERRUN:
                    throw new KernelReadException($"{_transport.Name}, {_question}: data lost (NLMSG_OVERRUN)") { IsLostData = true };
                default:
                    if (++_messages > MaxMessages)
                    {
                        throw Fail($"more than {MaxMessages} messages, expected an end before");
                    }

                    MessageType = header.nlmsg_type;
                    _answered = true;
                    return true;
            }
        }

        return false;
    }

    /// <summary>Reads an answer of one message, as a question without NLM_F_DUMP and NLM_F_ACK has: no end follows it.</summary>
    /// <returns>False: there is nothing of that kind.</returns>
    /// <exception cref="KernelReadException">As <see cref="Next"/>.</exception>
    public bool NextOnly()
    {
        bool found = Next();
        End = found ? DumpEnd.Complete : End;
        return found;
    }

    public void Dispose() => _transport.Dispose();

    private bool Fill()
    {
        int got = _transport.Receive(_buffer, out uint sender);
        _offset = _length = 0;
        if (sender != 0)
        {
            CountSkipped("a foreign sender");
            return false; // anyone may send to a netlink socket; only port 0 is the kernel
        }

        if (got > _buffer.Length)
        {
            throw Fail($"datagram of {got} bytes cut to {_buffer.Length}");
        }

        if (got < HeaderBytes)
        {
            throw Fail($"datagram of {got} bytes, expected at least {HeaderBytes}");
        }

        _length = got;
        return true;
    }

    private void CountSkipped(string what)
    {
        if (++_skipped > MaxSkipped)
        {
            throw Fail($"more than {MaxSkipped} answers of {what}, expected the kernel's to this request");
        }
    }

    private void Finish(int result)
    {
        switch (-result)
        {
            case 0:
                End = _interrupted ? DumpEnd.Interrupted : DumpEnd.Complete;
                break;
            case Errno.Enoent or Errno.Eopnotsupp when !_answered:
                // Nothing was said before: no handler for this family or protocol.
                End = DumpEnd.Unsupported;
                break;
            default:
                End = DumpEnd.Complete;
                throw new KernelReadException($"{_transport.Name}, {_question}", -result);
        }
    }

    private KernelReadException Fail(string found) => new($"{_transport.Name}, {_question}: {found}");
}
