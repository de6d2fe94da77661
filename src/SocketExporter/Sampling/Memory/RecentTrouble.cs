namespace SocketExporter.Sampling.Memory;

/// <summary>Keys that had something within the last ten minutes (a drop, a full queue, somebody who waits): they stay in sight until then.</summary>
internal sealed class RecentTrouble<TKey>
    where TKey : notnull
{
    public static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    /// <summary>Keys that have it at once; a host with more has one trouble, not thousands.</summary>
    public const int Capacity = 10_000;

    private readonly Dictionary<TKey, DateTimeOffset> _last = [];

    public int Count => _last.Count;

    public void BeginSample(DateTimeOffset now)
    {
        foreach ((TKey key, DateTimeOffset last) in _last)
        {
            if (now - last > Kept)
            {
                _last.Remove(key);
            }
        }
    }

    public void Note(TKey key, DateTimeOffset now)
    {
        if (_last.Count < Capacity || _last.ContainsKey(key))
        {
            _last[key] = now;
        }
    }

    public bool Has(TKey key) => _last.ContainsKey(key);
}
