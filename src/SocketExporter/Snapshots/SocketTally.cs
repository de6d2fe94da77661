using System.Runtime.InteropServices;

namespace SocketExporter.Snapshots;

/// <summary>
/// The cube that every family about many sockets is a roll-up of. One dictionary operation and 0 bytes per socket; used again for every sample.
/// </summary>
internal sealed class SocketTally
{
    /// <summary>
    /// Cells before the rest joins in <c>&lt;other&gt;</c>: a host with a thousand service ports and a few owners each stays far below; at 72 B a cell it bounds
    /// the cube to a few MB against whatever makes up ports and process names.
    /// </summary>
    public const int MaxCells = 65_536;

    /// <summary>Long enough for every alert that looks back, short enough to be rid of what is over.</summary>
    public static readonly TimeSpan ZeroKept = TimeSpan.FromMinutes(10);

    private readonly Dictionary<ulong, Entry> _cells = new(1024);
    private DateTimeOffset _now;

    public int Count => _cells.Count;

    /// <param name="key">With its owner.</param>
    /// <param name="receiveQueueBytes">As the kernel says; 0 for what has no byte queue (a listener).</param>
    /// <param name="sendQueueBytes">As the kernel says; 0 for what has no byte queue (a listener).</param>
    /// <param name="receiveQueued">Whether bytes are unread.</param>
    /// <param name="sendQueued">Whether bytes are unacknowledged.</param>
    /// <param name="retransmitting">Whether it has sent something again and still waits for an acknowledgment.</param>
    /// <param name="zeroWindow">Whether it has something to send and the peer has no room.</param>
    public void Add(TallyKey key, uint receiveQueueBytes, uint sendQueueBytes, bool receiveQueued, bool sendQueued, bool retransmitting = false, bool zeroWindow = false)
    {
        if (_cells.Count >= MaxCells && !_cells.ContainsKey(key.Packed))
        {
            key = key.Folded();
        }

        ref Entry entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_cells, key.Packed, out _);
        entry.LastSeen = _now;
        ref TallyCell cell = ref entry.Cell;
        cell.Sockets++;
        cell.ReceiveQueueBytes += receiveQueueBytes;
        cell.SendQueueBytes += sendQueueBytes;
        cell.ReceiveQueueMaxBytes = Math.Max(cell.ReceiveQueueMaxBytes, receiveQueueBytes);
        cell.SendQueueMaxBytes = Math.Max(cell.SendQueueMaxBytes, sendQueueBytes);
        cell.ReceiveQueued += receiveQueued ? 1 : 0;
        cell.SendQueued += sendQueued ? 1 : 0;
        cell.Retransmitting += retransmitting ? 1 : 0;
        cell.ZeroWindow += zeroWindow ? 1 : 0;
        if (sendQueueBytes > 0)
        {
            entry.LastSendQueue = _now;
            cell.HadSendQueue = true;
        }

        if (receiveQueueBytes > 0)
        {
            entry.LastReceiveQueue = _now;
            cell.HadReceiveQueue = true;
        }

        if (receiveQueued)
        {
            entry.LastUnread = _now;
            cell.HadUnread = true;
        }
    }

    /// <summary>Forgets the sockets of a protocol: half a dump is no number.</summary>
    public void Discard(TallyProtocol first, TallyProtocol last)
    {
        foreach (ulong packed in _cells.Keys.ToArray())
        {
            if (new TallyKey(packed).Protocol is var protocol && protocol >= first && protocol <= last)
            {
                _cells.Remove(packed);
            }
        }
    }

    public TallyRow[] ToRows()
    {
        var rows = new TallyRow[_cells.Count];
        int i = 0;
        foreach ((ulong packed, Entry entry) in _cells)
        {
            rows[i++] = new TallyRow(new TallyKey(packed), entry.Cell);
        }

        return rows;
    }

    /// <summary>
    /// Begins a new count. A cell stays, at 0, for ten minutes after its last socket, so that every series made of it goes on at 0 before it ends.
    /// </summary>
    /// <param name="keepZeros">False when owners have other numbers now.</param>
    public void BeginSample(DateTimeOffset now, bool keepZeros)
    {
        if (!keepZeros || _cells.Count > MaxCells / 2)
        {
            _cells.Clear();
        }

        _now = now;
        foreach (ulong packed in _cells.Keys)
        {
            ref Entry entry = ref CollectionsMarshal.GetValueRefOrNullRef(_cells, packed);
            if (now - entry.LastSeen > ZeroKept)
            {
                _cells.Remove(packed);
            }
            else
            {
                entry.Cell = new TallyCell { HadSendQueue = IsKept(entry.LastSendQueue), HadReceiveQueue = IsKept(entry.LastReceiveQueue), HadUnread = IsKept(entry.LastUnread) };
            }
        }
    }

    private bool IsKept(DateTimeOffset last) => last != default && _now - last <= ZeroKept;

    private struct Entry
    {
        public TallyCell Cell;
        public DateTimeOffset LastSeen;
        public DateTimeOffset LastSendQueue;
        public DateTimeOffset LastReceiveQueue;
        public DateTimeOffset LastUnread;
    }
}
