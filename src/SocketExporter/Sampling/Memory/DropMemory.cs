using System.Runtime.InteropServices;

namespace SocketExporter.Sampling.Memory;

/// <summary>
/// What each socket has dropped so far, to turn the kernel's counters, which vanish with their sockets and wrap at 2³², into increments.
/// Only sockets with drops are kept. A socket alive when the exporter starts credits nothing; one first seen later credits all it has.
/// </summary>
internal sealed class DropMemory
{
    /// <summary>Sockets that have ever dropped something: a handful on a sane host. Beyond it drops go uncounted rather than memory unbounded.</summary>
    public const int Capacity = 65_536;

    /// <summary>
    /// Samples for which a socket that is not seen is remembered: a dump can miss a living one while its neighbours come and go, and all it ever dropped would be
    /// credited again.
    /// </summary>
    public const int KeptSamples = 120;

    private readonly Dictionary<ulong, Entry> _byCookie = [];
    private bool _first = true;
    private int _sample;

    public int Count => _byCookie.Count;

    public void BeginSample() => _sample++;

    /// <summary>Drops of this socket since the last sample that was ended; the same again when a dump is repeated. A sample may observe a socket more than once.</summary>
    public uint Observe(ulong cookie, uint drops)
    {
        bool known = _byCookie.TryGetValue(cookie, out Entry entry);
        if (!known)
        {
            if (drops == 0 || _byCookie.Count >= Capacity)
            {
                return 0;
            }

            entry.Credited = _first ? drops : 0;
        }

        entry.Latest = drops;
        entry.Sample = _sample;
        _byCookie[cookie] = entry;
        return unchecked(drops - entry.Credited);
    }

    /// <summary>What <see cref="Observe"/> last gave for this socket; 0 for one it does not know.</summary>
    public uint Increment(ulong cookie) => _byCookie.TryGetValue(cookie, out Entry entry) ? unchecked(entry.Latest - entry.Credited) : 0;

    /// <summary>Sockets with drops since the last sample that was ended, those that are gone by now included.</summary>
    public IEnumerable<(ulong Cookie, uint Increment)> Increments
        => _byCookie.Select(static pair => (pair.Key, unchecked(pair.Value.Latest - pair.Value.Credited))).Where(static pair => pair.Item2 != 0);

    /// <summary>
    /// Takes the increments of this sample as credited and forgets the sockets that have not been seen for long, when the memory is half full at once. Not to be
    /// called when the dump failed: nothing was credited.
    /// </summary>
    public void EndSample()
    {
        _first = false;
        int kept = _byCookie.Count > Capacity / 2 ? 0 : KeptSamples;
        foreach (ulong cookie in _byCookie.Keys)
        {
            ref Entry entry = ref CollectionsMarshal.GetValueRefOrNullRef(_byCookie, cookie);
            entry.Credited = entry.Latest;
            if (_sample - entry.Sample > kept)
            {
                _byCookie.Remove(cookie);
            }
        }
    }

    private struct Entry
    {
        public uint Credited;
        public uint Latest;
        public int Sample;
    }
}
