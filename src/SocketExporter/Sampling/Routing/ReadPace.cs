namespace SocketExporter.Sampling.Routing;

/// <summary>
/// When to read again what changes seldom and can be large. An event makes it due, yet never so often that reading takes more than its share of a core: a router under a storm
/// of changes has older numbers, and the host its time.
/// </summary>
internal sealed class ReadPace
{
    /// <summary>Of one core. 100,000 routes cost 40 ms and are read every 8 s at most; a host's ten routes at each change.</summary>
    public const double CpuShare = 0.005;

    private readonly TimeSpan _atLeastEvery;
    private bool _changed = true;
    private bool _wasRead;
    private TimeSpan _readAt;
    private TimeSpan _cost;

    /// <param name="atLeastEvery">Also without an event; unless the share says later.</param>
    public ReadPace(TimeSpan atLeastEvery)
    {
        _atLeastEvery = atLeastEvery;
    }

    /// <param name="now">Time that never steps.</param>
    /// <param name="changed">Something has been heard since this was asked last. Kept until it is read.</param>
    public bool IsDue(TimeSpan now, bool changed)
    {
        _changed |= changed;
        if (!_wasRead)
        {
            return true;
        }

        TimeSpan age = now - _readAt;
        return age * CpuShare >= _cost && (_changed || age >= _atLeastEvery);
    }

    /// <summary>It was read.</summary>
    /// <param name="now">When that began.</param>
    /// <param name="cost">CPU time that it has taken.</param>
    public void Done(TimeSpan now, TimeSpan cost)
    {
        _wasRead = true;
        _changed = false;
        _readAt = now;
        _cost = cost;
    }

    /// <summary>It failed: due at once.</summary>
    public void Failed() => _wasRead = false;
}
