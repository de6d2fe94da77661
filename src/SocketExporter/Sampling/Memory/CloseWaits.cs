using System.Runtime.InteropServices;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling.Memory;

/// <summary>
/// Since when connections have been seen in CLOSE_WAIT, by cookie: the kernel does not say it. How many there are, and how many of them have unread data, the cube knows without any
/// memory. 56 bytes for each of them.
/// </summary>
internal sealed class CloseWaits : ITcpMemory
{
    /// <summary>Connections in CLOSE_WAIT: a process that leaks them ends at its limit of open files, and few have a larger one. What is beyond is counted and has no age.</summary>
    public const int Capacity = 131_072;

    private readonly Dictionary<ulong, Entry> _entries = [];
    private DateTimeOffset _now;
    private int _sample;

    public IReadOnlyList<TcpState> States { get; } = [TcpState.CloseWait];

    public IEnumerable<TrackedSockets> Tracked => [new("close_wait", _entries.Count, Capacity)];

    public bool WantsInformation => false;

    public void BeginSample(DateTimeOffset now)
    {
        _now = now;
        _sample++;
    }

    public void Observe(in InetSocketRow row, Direction direction, ServicePort port)
    {
        ref Entry entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, row.Cookie, out bool known);
        if (!known)
        {
            if (_entries.Count > Capacity)
            {
                _entries.Remove(row.Cookie);
                return;
            }

            entry.Since = _now.UtcTicks;
        }

        entry.Sample = _sample;
        entry.Missed = 0;
        entry.Inode = row.Inode;
        entry.Uid = row.Uid;
        entry.Direction = direction;
        entry.Port = port;
    }

    public void Discard()
    {
        // What was noted of single connections is true whatever became of the walk.
    }

    public Snapshot EndSample(Snapshot snapshot, SocketAttribution owners)
    {
        var groups = new Dictionary<(Direction Direction, ServicePort Port, int Owner), Group>();
        foreach (TallyRow row in snapshot.Tally)
        {
            if (row.Key.Protocol == TallyProtocol.Tcp && (TcpState)row.Key.State == TcpState.CloseWait)
            {
                ref Group group = ref CollectionsMarshal.GetValueRefOrAddDefault(groups, (row.Key.Direction, row.Key.Port, row.Key.OwnerIndex), out _);
                group.Connections += row.Cell.Sockets;
                group.Unread += row.Cell.ReceiveQueued;
                group.HadUnread |= row.Cell.HadUnread;
            }
        }

        foreach ((ulong cookie, Entry entry) in _entries)
        {
            if (entry.Sample != _sample)
            {
                if (++CollectionsMarshal.GetValueRefOrNullRef(_entries, cookie).Missed >= MissedSamples.UntilGone)
                {
                    _entries.Remove(cookie);
                }

                continue;
            }

            // One that a single sample saw is on its way, most likely: the application is about to close it.
            if (entry.Since == _now.UtcTicks)
            {
                continue;
            }

            ref Group group = ref CollectionsMarshal.GetValueRefOrAddDefault(groups, (entry.Direction, entry.Port, owners.FinalOwner(entry.Inode, entry.Uid)), out _);
            group.Since = group.Since is { } since ? Math.Min(since, entry.Since) : entry.Since;
        }

        return snapshot with { CloseWaits = [.. groups.Select(one => one.Value.ToRow(one.Key.Direction, one.Key.Port, one.Key.Owner, _now))] };
    }

    private struct Entry
    {
        /// <summary>Ticks of UTC, of time that never steps.</summary>
        public long Since;

        public int Sample;
        public uint Inode;
        public uint Uid;
        public ServicePort Port;
        public Direction Direction;

        /// <summary>Whole samples in a row in which it was not seen.</summary>
        public byte Missed;
    }

    private struct Group
    {
        public int Connections;
        public int Unread;
        public bool HadUnread;
        public long? Since;

        public readonly CloseWaitsRow ToRow(Direction direction, ServicePort port, int owner, DateTimeOffset now)
            => new(direction, port, owner, Connections, Unread, HadUnread, Since is { } since ? TimeSpan.FromTicks(now.UtcTicks - since).TotalSeconds : null);
    }
}
