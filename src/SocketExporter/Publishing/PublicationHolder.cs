namespace SocketExporter.Publishing;

/// <summary>
/// Where the sampler leaves the newest publication and the web finds it, and with it how old the last good sample is. Ages are of the monotonic
/// clock and taken when somebody asks: a sampler that hangs can't say so itself, and a clock that is set makes nothing older.
/// </summary>
internal sealed class PublicationHolder
{
    /// <summary>No sample is stale before; as much as a Prometheus that scrapes once a minute misses with one scrape.</summary>
    public static readonly TimeSpan StaleAfterAtLeast = TimeSpan.FromSeconds(60);

    /// <summary>A slow sampler is late when it has missed this many samples.</summary>
    public const int StaleAfterWaits = 3;

    private readonly TimeProvider _time;
    private readonly long _started;
    private volatile Publication? _current;
    private long _waitTicks;

    public PublicationHolder(TimeProvider time)
    {
        _time = time;
        _started = time.GetTimestamp();
    }

    /// <summary>Null before the first sample.</summary>
    public Publication? Current
    {
        get => _current;
        set => _current = value;
    }

    /// <summary>From the start of one sample to the next, as the schedule has it now.</summary>
    public TimeSpan Wait
    {
        get => TimeSpan.FromTicks(Volatile.Read(ref _waitTicks));
        set => Volatile.Write(ref _waitTicks, value.Ticks);
    }

    /// <summary>Of the last good sample; before the first, since the start.</summary>
    public TimeSpan Age => _time.GetElapsedTime(_current?.SampledAt ?? _started);

    public TimeSpan StaleAfter
    {
        get
        {
            TimeSpan waits = StaleAfterWaits * Wait;
            return waits > StaleAfterAtLeast ? waits : StaleAfterAtLeast;
        }
    }

    public bool IsStale => Age > StaleAfter;
}
