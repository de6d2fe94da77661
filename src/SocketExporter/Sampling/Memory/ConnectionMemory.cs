using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SocketExporter.Sampling.Memory;

/// <summary>
/// What was last seen of single connections, by cookie, to turn the kernel's counters, which vanish with their sockets, into increases. A connection alive when the exporter starts credits nothing;
/// one first seen later credits all it has. Each walk is <see cref="BeginWalk"/>, <see cref="Find"/> for each connection and, unless the walk failed, <see cref="EndWalk"/>.
/// </summary>
/// <typeparam name="T">The kernel's counters; the default is a connection that has counted nothing yet.</typeparam>
internal sealed class ConnectionMemory<T>
    where T : struct
{
    /// <summary>
    /// Walks for which a connection that is not seen is remembered: a dump can miss a living one while its neighbours come and go, and all it ever counted would be credited again.
    /// </summary>
    public const int KeptWalks = 10;

    private readonly Dictionary<ulong, Entry> _byCookie = [];
    private readonly int _capacity;
    private bool _creditsNewcomers;
    private int _leftOut;
    private int _walk;

    /// <param name="capacity">Connections. What is beyond is not followed.</param>
    public ConnectionMemory(int capacity)
    {
        _capacity = capacity;
    }

    /// <summary>Connections remembered, and those of the last walk for which there was no room.</summary>
    public int Wanted => _byCookie.Count + _leftOut;

    public void BeginWalk()
    {
        _walk++;
        _leftOut = 0;
    }

    /// <summary>What was last seen, to be written over; allocates nothing in a steady state.</summary>
    /// <param name="credits">Whether what the connection has more than that is an increase.</param>
    /// <returns>A null reference when there is no room.</returns>
    public ref T Find(ulong cookie, out bool credits)
    {
        ref Entry entry = ref CollectionsMarshal.GetValueRefOrNullRef(_byCookie, cookie);
        credits = true;
        if (Unsafe.IsNullRef(ref entry))
        {
            if (_byCookie.Count >= _capacity)
            {
                _leftOut++;
                return ref Unsafe.NullRef<T>();
            }

            if (_byCookie.Count == _byCookie.Capacity)
            {
                // As List does; Dictionary alone would end with room for far more than the capacity.
                _byCookie.EnsureCapacity(Math.Min(_capacity, Math.Max(16, 2 * _byCookie.Count)));
            }

            entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_byCookie, cookie, out _);
            credits = _creditsNewcomers;
        }

        entry.Walk = _walk;
        return ref entry.Value;
    }

    /// <summary>The walk was whole: forgets the connections that have not been seen for long, when the memory is half full at once.</summary>
    public void EndWalk()
    {
        // One for which there was no room may be as old as the exporter: who comes into the place of another next time is not new for that.
        _creditsNewcomers = _leftOut == 0;
        int kept = _byCookie.Count > _capacity / 2 ? 0 : KeptWalks;
        foreach ((ulong cookie, Entry entry) in _byCookie)
        {
            if (_walk - entry.Walk > kept)
            {
                _byCookie.Remove(cookie);
            }
        }
    }

    private struct Entry
    {
        public T Value;
        public int Walk;
    }
}
