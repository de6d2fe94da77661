namespace SocketExporter.Publishing;

/// <summary>What clients have asked for lately: that is rendered with the sample, so that who scrapes regularly gets bytes that are ready.</summary>
internal sealed class AskedPages
{
    /// <summary>Longer than any sensible scrape interval.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Compressed selections of collectors that are remembered; any others are served as they are. Each costs a compression a sample, and clients may
    /// invent as many as they like.
    /// </summary>
    public const int MaxCompressedSelections = 8;

    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<PageRequest, long> _lastAsked = [];

    public AskedPages(TimeProvider time)
    {
        _time = time;
    }

    /// <returns>False where there is no room to remember it.</returns>
    public bool Note(PageRequest request)
    {
        // Selections that are not compressed are parts of the whole page and need no rendering of their own.
        PageRequest needed = request.Gzip ? request : request with { Collectors = CollectorSelection.All };
        long now = _time.GetTimestamp();
        lock (_lock)
        {
            if (!needed.Collectors.IsAll && !_lastAsked.ContainsKey(needed) && !HasRoom(now))
            {
                return false;
            }

            _lastAsked[needed] = now;
            return true;
        }
    }

    /// <summary>Asked for within the time remembered; the whole page in the text format where there is nothing.</summary>
    public IReadOnlyList<PageRequest> Recent()
    {
        lock (_lock)
        {
            Forget(_time.GetTimestamp());
            return _lastAsked.Count == 0 ? [default] : [.. _lastAsked.Keys];
        }
    }

    private bool HasRoom(long now)
    {
        Forget(now);
        return _lastAsked.Keys.Count(static page => !page.Collectors.IsAll) < MaxCompressedSelections;
    }

    private void Forget(long now)
    {
        foreach ((PageRequest page, long asked) in _lastAsked)
        {
            if (_time.GetElapsedTime(asked, now) > Remembered)
            {
                _lastAsked.Remove(page);
            }
        }
    }
}
