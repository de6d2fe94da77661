namespace SocketExporter.Sampling.Memory;

/// <summary>
/// A counter by the key that shows it. A total never falls: sockets come and go, the key's total stays, and a key that returns goes on from it.
/// </summary>
internal sealed class KeyTotals<TKey>
    where TKey : notnull
{
    /// <summary>Keys that have counted anything and are remembered; past it the one unseen for longest is forgotten and starts again at 0.</summary>
    public const int Capacity = 10_000;

    private readonly Dictionary<TKey, Entry> _totals = [];
    private int _sample;

    public int Count => _totals.Count;

    public void BeginSample() => _sample++;

    /// <summary>Credits an increment (0 too) and gives the total. A key that never counted anything is not kept.</summary>
    public double Add(TKey key, double increment)
    {
        if (!_totals.TryGetValue(key, out Entry entry))
        {
            if (increment == 0)
            {
                return 0;
            }

            if (_totals.Count >= Capacity)
            {
                _totals.Remove(_totals.MinBy(static e => e.Value.Sample).Key);
            }
        }

        entry = new Entry(entry.Total + increment, _sample);
        _totals[key] = entry;
        return entry.Total;
    }

    private readonly record struct Entry(double Total, int Sample);
}
