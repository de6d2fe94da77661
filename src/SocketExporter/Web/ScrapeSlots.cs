namespace SocketExporter.Web;

/// <summary>
/// How many scrapes are answered at the same time. A client that takes nothing of its page for a while gives its slot to the next one that comes
/// when all are taken, so that clients that hang can't keep the daemon from being scraped.
/// </summary>
internal sealed class ScrapeSlots
{
    /// <summary>A client on a bad line takes a piece of its page more often than that.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly int _limit;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly LinkedList<Slot> _taken = new();

    /// <param name="limit">0 is none.</param>
    public ScrapeSlots(int limit, TimeProvider time)
    {
        _limit = limit;
        _time = time;
    }

    public int Limit => _limit;

    /// <param name="abort">Ends the answer of a client that has to give its slot away.</param>
    /// <returns>Null where every slot is taken. To be disposed of at the end of the answer.</returns>
    public Slot? TryTake(Action abort)
    {
        Slot? evicted = null;
        var slot = new Slot(this, abort, _time.GetTimestamp());
        lock (_lock)
        {
            if (_limit > 0 && _taken.Count >= _limit)
            {
                evicted = LongestStill();
                if (evicted is null)
                {
                    return null;
                }

                _taken.Remove(evicted.Node);
            }

            _taken.AddLast(slot.Node);
        }

        evicted?.Abort();
        return slot;
    }

    private Slot? LongestStill()
    {
        Slot? longest = null;
        foreach (Slot slot in _taken)
        {
            if (longest is null || slot.LastProgress < longest.LastProgress)
            {
                longest = slot;
            }
        }

        return longest is not null && _time.GetElapsedTime(longest.LastProgress) > Patience ? longest : null;
    }

    private void Release(Slot slot)
    {
        lock (_lock)
        {
            if (slot.Node.List == _taken)
            {
                _taken.Remove(slot.Node);
            }
        }
    }

    internal sealed class Slot : IDisposable
    {
        private readonly ScrapeSlots _slots;
        private readonly Action _abort;
        private long _lastProgress;

        public Slot(ScrapeSlots slots, Action abort, long now)
        {
            _slots = slots;
            _abort = abort;
            _lastProgress = now;
            Node = new LinkedListNode<Slot>(this);
        }

        public LinkedListNode<Slot> Node { get; }

        public long LastProgress => Volatile.Read(ref _lastProgress);

        /// <summary>The client has taken a piece of its page.</summary>
        public void Progress() => Volatile.Write(ref _lastProgress, _slots._time.GetTimestamp());

        public void Abort() => _abort();

        public void Dispose() => _slots.Release(this);
    }
}
