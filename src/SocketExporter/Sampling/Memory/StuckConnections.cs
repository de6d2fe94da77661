using System.Runtime.InteropServices;
using SocketExporter.Kernel;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling.Memory;

/// <summary>The stuck connections by name, from the sample in which they are found until they move or are gone.</summary>
internal sealed class StuckConnections
{
    private readonly Dictionary<(ulong Cookie, bool Receiving), Entry> _entries = [];
    private readonly AskSocket _ask;

    /// <param name="ask">Asks for one socket: whether one that stands still no longer moves, or is gone.</param>
    public StuckConnections(AskSocket ask)
    {
        _ask = ask;
    }

    public int Count => _entries.Count;

    /// <summary>One with both queues twice.</summary>
    public IEnumerable<StuckConnection> Connections => _entries.Values.Select(static entry => entry.Connection);

    /// <param name="reason">Null: nothing is read.</param>
    public void Note(in InetSocketRow row, Direction direction, ServicePort port, StuckReason? reason, uint queueBytes, DateTimeOffset since)
    {
        if (_entries.Count >= QueueProgress.MaxTold)
        {
            return;
        }

        ref Entry? entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, (row.Cookie, reason is null), out _);
        entry ??= new Entry(new StuckConnection(TcpSocketIdentity.Of(row), direction, port, "", reason, queueBytes, since), row.Inode, row.Uid);
    }

    /// <param name="isStuck">Of a cookie and a queue whether it stands still; null where this sample did not ask.</param>
    /// <returns>What has changed since the last sample.</returns>
    public IReadOnlyList<StuckEvent> EndSample(DateTimeOffset now, SocketAttribution owners, Func<ulong, bool, bool?> isStuck)
    {
        if (_entries.Count == 0)
        {
            return [];
        }

        var events = new List<StuckEvent>();
        foreach (((ulong Cookie, bool Receiving) key, Entry entry) in _entries)
        {
            bool? stuck = isStuck(key.Cookie, key.Receiving);
            if (stuck == true && !entry.WasTold)
            {
                entry.WasTold = true;
                entry.Connection = entry.Connection with { Process = owners.ProcessOf(owners.FinalOwner(entry.Inode, entry.Uid)) };
                events.Add(new StuckEvent(entry.Connection, StuckChange.StandsStill, now - entry.Connection.Since));
            }
            else if (stuck == false)
            {
                _entries.Remove(key);
                if (entry.WasTold)
                {
                    events.Add(new StuckEvent(entry.Connection, IsThere(entry.Connection.Socket) ? StuckChange.MovesAgain : StuckChange.Closed, now - entry.Connection.Since));
                }
            }
        }

        return events;
    }

    private bool IsThere(in TcpSocketIdentity socket)
    {
        try
        {
            return _ask(socket, out _);
        }
        catch (KernelReadException)
        {
            return true;
        }
    }

    private sealed class Entry(StuckConnection connection, uint inode, uint uid)
    {
        public StuckConnection Connection { get; set; } = connection;

        public bool WasTold { get; set; }

        public uint Inode { get; } = inode;

        public uint Uid { get; } = uid;
    }
}
