using SocketExporter.Kernel.Abi;

namespace SocketExporter.Kernel.Netlink;

/// <summary>
/// Hears what rtnetlink says unasked: that an interface, a route or a neighbour has come, gone or changed. Who remembers an answer asks here whether it is still true.
/// <code>events.Start(); while (events.Next()) { … events.MessageType, events.Message … } if (events.Missed) …</code>
/// Look before asking the kernel: what changes while the answer is read is then heard at the next look. Never waits, never throws, not for concurrent use.
/// </summary>
internal sealed class RtnetlinkEvents : IDisposable
{
    /// <summary>Events of one look. A kernel that changes faster than this is read whole anyway.</summary>
    public const int MaxEvents = 10_000;

    // Events are a few hundred bytes long; a longer one (a route of very many hops) is cut, and that is a missed one.
    private const int BufferBytes = 16 * 1024;

    private const int HeaderBytes = 16;

    private readonly INetlinkTransport _transport;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferBytes);
    private bool _isOpen;
    private bool _isDone;
    private int _events;
    private int _offset;
    private int _length;
    private int _messageStart;
    private int _messageLength;

    /// <param name="transport">From <see cref="KernelSource.OpenRtnetlinkEvents"/>; opened at the first look.</param>
    public RtnetlinkEvents(INetlinkTransport transport)
    {
        _transport = transport;
    }

    /// <summary>
    /// Since the last look anything may have changed: this is the first look, the kernel ran out of room for events (ENOBUFS), or they can't be heard at all.
    /// To be read when <see cref="Next"/> has returned false.
    /// </summary>
    public bool Missed { get; private set; } = true;

    public ushort MessageType { get; private set; }

    /// <summary>The current event without its nlmsghdr. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Message => _buffer.AsSpan(_messageStart, _messageLength);

    /// <summary>Begins a look at what has come since the last one.</summary>
    public void Start()
    {
        Missed = !_isOpen;
        _isDone = false;
        _events = _offset = _length = 0;
    }

    /// <summary>Moves to the next event; false when there are no more for now.</summary>
    public bool Next()
    {
        while (!_isDone)
        {
            if (_offset >= _length && !Fill())
            {
                continue;
            }

            ReadOnlySpan<byte> rest = _buffer.AsSpan(_offset, _length - _offset);
            nlmsghdr header = rest.Length < HeaderBytes ? default : NetlinkBytes.Read<nlmsghdr>(rest, "nlmsghdr");
            if (header.nlmsg_len < HeaderBytes || header.nlmsg_len > rest.Length)
            {
                Missed = true; // no message: what stands behind it can't be found
                _offset = _length;
                continue;
            }

            int length = (int)header.nlmsg_len;
            _messageStart = _offset + HeaderBytes;
            _messageLength = length - HeaderBytes;
            _offset += Math.Min((length + 3) & ~3, rest.Length);
            if (++_events > MaxEvents)
            {
                Abandon();
                return false;
            }

            MessageType = header.nlmsg_type;
            return true;
        }

        return false;
    }

    public void Dispose() => _transport.Dispose();

    /// <summary>False: there is nothing to be read from this datagram, or there was none.</summary>
    private bool Fill()
    {
        int got;
        uint sender;
        try
        {
            got = _transport.Receive(_buffer, out sender);
            _isOpen = true;
        }
        catch (KernelReadException e) when (e.IsLostData)
        {
            // Said once; what is still queued follows.
            Missed = true;
            return ++_events > MaxEvents && Abandon();
        }
        catch (KernelReadException)
        {
            return Abandon();
        }

        _offset = _length = 0;
        if (got == 0)
        {
            _isDone = true;
            return false;
        }

        if (sender != 0)
        {
            // Anyone may send to a netlink socket; only port 0 is the kernel.
            return ++_events > MaxEvents && Abandon();
        }

        if (got > _buffer.Length)
        {
            Missed = true;
            return ++_events > MaxEvents && Abandon();
        }

        _length = got;
        return true;
    }

    /// <summary>Gives up what is queued; the next look begins anew. Returns false, for callers that do.</summary>
    private bool Abandon()
    {
        Missed = true;
        _isDone = true;
        _isOpen = false;
        _offset = _length = 0;
        _transport.Reset();
        return false;
    }
}
