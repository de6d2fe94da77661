using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SocketExporter.Kernel;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling.Memory;

/// <summary>
/// Since when nothing moves in the queues of TCP connections: unread bytes of which the application reads none, unacknowledged ones of which the peer acknowledges none. Only
/// tcp_info tells what has gone through a queue, so the few connections with a queue are asked for it one by one, and when they are many the walk carries it. 96 bytes for each of
/// them, nothing for others.
/// </summary>
internal sealed class QueueProgress : ITcpMemory
{
    /// <summary>Connections with a queue: more than half of those of a proxy with 200,000. What is beyond is not watched.</summary>
    public const int Capacity = 131_072;

    /// <summary>Stuck connections that are told one by one, so that somebody finds them. All are counted.</summary>
    public const int MaxTold = 1_000;

    /// <summary>Whoever reads or acknowledges nothing for so long makes somebody wait. Two samples at the default interval.</summary>
    public static readonly TimeSpan DefaultStuckAfter = TimeSpan.FromSeconds(10);

    private readonly Dictionary<ulong, Entry> _entries = [];
    private readonly QueueQuestions _questions;
    private readonly QueueQuestions.Answered _note;
    private readonly StuckConnections _told;
    private readonly AskSocket _ask;
    private readonly TimeSpan _stuckAfter;
    private DateTimeOffset _now;
    private DateTimeOffset _before;
    private int _sample;
    private bool _isUntold;
    private bool _isToldAsked;
    private bool _wantsInformation;
    private bool _isInformed;

    /// <param name="ask">Asks for one socket.</param>
    /// <param name="stuckAfter">Above 0.</param>
    public QueueProgress(AskSocket ask, TimeSpan stuckAfter)
    {
        _ask = ask;
        _stuckAfter = stuckAfter;
        _questions = new QueueQuestions(ask);
        _note = Note;
        _told = new StuckConnections(ask);
    }

    public IReadOnlyList<TcpState> States { get; } = [TcpState.Established, TcpState.FinWait1, TcpState.FinWait2, TcpState.CloseWait, TcpState.LastAck, TcpState.Closing];

    public IEnumerable<TrackedSockets> Tracked => [new("queues", _entries.Count, Capacity), new("stuck_connections", _told.Count, MaxTold)];

    public bool WantsInformation => _wantsInformation;

    public void BeginSample(DateTimeOffset now)
    {
        _wantsInformation = _questions.AreTooMany; // in the sample before
        _now = now;
        _sample++;
        Discard();
    }

    public void BeginWalk(bool withInformation) => _isInformed = withInformation;

    public void Observe(in InetSocketRow row, Direction direction, ServicePort port)
    {
        bool hasQueue = IsReceiving(row) || IsSending(row);
        _questions.Count(hasQueue);
        if (!hasQueue)
        {
            return;
        }

        if (_isInformed)
        {
            Note(row, direction, port);
        }
        else if (!_questions.TryAdd(row, direction, port))
        {
            ref Entry entry = ref CollectionsMarshal.GetValueRefOrNullRef(_entries, row.Cookie);
            if (!Unsafe.IsNullRef(ref entry))
            {
                entry.LeftOut = _sample;
            }
        }
    }

    /// <summary>Asks for the connections that the walk has found with a queue, and for those that are told one by one and that it has not shown.</summary>
    public void EndWalk()
    {
        try
        {
            _questions.Ask(_note);
        }
        catch (KernelReadException)
        {
            _isUntold = true; // the next walk tells it
            return;
        }

        // Of these somebody is told that they move again: one that a dump has missed must not be.
        StuckConnection[] missed = [.. _told.Connections.Where(told => !_entries.TryGetValue(told.Socket.Cookie, out Entry entry) || entry.Sample != _sample)];
        try
        {
            foreach (StuckConnection told in missed)
            {
                if (_ask(told.Socket, out InetSocketRow row))
                {
                    Note(row, told.Direction, told.Port);
                }
            }

            _isToldAsked = true;
        }
        catch (KernelReadException)
        {
            // They are told as they were.
        }
    }

    public void Discard()
    {
        // What was noted of single connections is true whatever became of the walk.
        _questions.Clear();
        _isUntold = false;
        _isToldAsked = false;
    }

    public Snapshot EndSample(Snapshot snapshot, SocketAttribution owners)
    {
        var groups = new Dictionary<(Direction Direction, ServicePort Port, int Owner), StuckGroup>();
        int untilGone = _entries.Count > Capacity / 2 ? 1 : MissedSamples.UntilGone;
        foreach ((ulong cookie, Entry entry) in _entries)
        {
            bool isLeftOut = entry.Sample != _sample && entry.LeftOut == _sample;
            if (entry.Sample != _sample && !isLeftOut)
            {
                // Its queue is empty, or it is gone, or the dump has missed it. A queue that was empty in between has moved, so that its age begins anew.
                if (!_isUntold && ++CollectionsMarshal.GetValueRefOrNullRef(_entries, cookie).Missed >= untilGone)
                {
                    _entries.Remove(cookie);
                }

                continue;
            }

            // One with a queue that there was no question left for is as it was last known, in the sample before.
            TimeSpan receiving = entry.Receive.Age(isLeftOut ? _before : _now);
            TimeSpan sending = entry.Send.Age(isLeftOut ? _before : _now);
            if (receiving >= _stuckAfter || sending >= _stuckAfter)
            {
                ref StuckGroup? group = ref CollectionsMarshal.GetValueRefOrAddDefault(groups, (entry.Direction, entry.Port, owners.FinalOwner(entry.Inode, entry.Uid)), out _);
                group ??= new StuckGroup();
                group.Add(entry.Reason, receiving >= _stuckAfter ? receiving : null, sending >= _stuckAfter ? sending : null);
            }
        }

        _before = _now;

        // One sample says nothing of what moves. And where the kernel did not tell what was asked, none is no number.
        bool isKnown = _sample > 1 && !_isUntold;
        return snapshot with
        {
            StuckQueues = isKnown ? [.. groups.Select(static group => group.Value.ToRow(group.Key.Direction, group.Key.Port, group.Key.Owner))] : null,
            StuckEvents = _told.EndSample(_now, owners, IsStuck),
        };
    }

    private static bool IsReceiving(in InetSocketRow row)
        => row.State is TcpState.Established or TcpState.FinWait1 or TcpState.FinWait2 && QueueTruth.UnreadBytes(row.State, row.ReceiveQueue) > 0;

    private static bool IsSending(in InetSocketRow row)
        => row.State is not TcpState.FinWait2 && QueueTruth.UnacknowledgedBytes(row.State, row.SendQueue) > 0;

    private static StuckReason ReasonOf(in InetSocketRow row) => row switch
    {
        { Timer: TcpTimer.WindowProbe } => StuckReason.ZeroWindow,
        { Timer: TcpTimer.Retransmit, TimerCount: > 0 } or { Retransmissions: > 0 } => StuckReason.Retransmitting,
        _ => StuckReason.Other,
    };

    private void Note(in InetSocketRow row, Direction direction, ServicePort port)
    {
        if (row.ReceivedBytes is not { } received || row.AcknowledgedBytes is not { } acknowledged)
        {
            _isUntold = true;
            return;
        }

        bool receiving = IsReceiving(row);
        bool sending = IsSending(row);
        if (!receiving && !sending)
        {
            return; // it moved since the walk
        }

        ref Entry entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, row.Cookie, out bool existed);
        if (!existed && _entries.Count > Capacity)
        {
            _entries.Remove(row.Cookie);
            return;
        }

        // What the application has read: what has come, less what waits. A FIN counts in both.
        entry.Receive.Observe(receiving, received - row.ReceiveQueue, _now);
        entry.Send.Observe(sending, acknowledged, _now);
        StuckReason reason = ReasonOf(row);
        if (entry.Reason == StuckReason.ZeroWindow && reason != StuckReason.ZeroWindow)
        {
            // The peer has opened its window and something is under way: what it was waited for until now is no fault of the path.
            entry.Send.Restart(_now);
        }

        entry.Sample = _sample;
        entry.Missed = 0;
        entry.Inode = row.Inode;
        entry.Uid = row.Uid;
        entry.Direction = direction;
        entry.Port = port;
        entry.Reason = reason;
        if (entry.Receive.Age(_now) >= _stuckAfter)
        {
            _told.Note(row, direction, port, reason: null, QueueTruth.UnreadBytes(row.State, row.ReceiveQueue), _now - entry.Receive.Age(_now));
        }

        if (entry.Send.Age(_now) >= _stuckAfter)
        {
            _told.Note(row, direction, port, entry.Reason, QueueTruth.UnacknowledgedBytes(row.State, row.SendQueue), _now - entry.Send.Age(_now));
        }
    }

    /// <summary>Whether it still stands still; null: this sample did not ask.</summary>
    private bool? IsStuck(ulong cookie, bool receiving)
    {
        ref Entry entry = ref CollectionsMarshal.GetValueRefOrNullRef(_entries, cookie);
        if (Unsafe.IsNullRef(ref entry))
        {
            return false;
        }

        if (entry.Sample != _sample)
        {
            return _isToldAsked ? false : null;
        }

        return (receiving ? entry.Receive : entry.Send).Age(_now) >= _stuckAfter;
    }

    private struct Entry
    {
        public Standstill Receive;
        public Standstill Send;
        public int Sample;

        /// <summary>The sample in which it was seen with a queue and not asked for.</summary>
        public int LeftOut;
        public uint Inode;
        public uint Uid;
        public ServicePort Port;
        public Direction Direction;
        public StuckReason Reason;

        /// <summary>Samples in a row in which it was not seen with a queue.</summary>
        public byte Missed;
    }
}
