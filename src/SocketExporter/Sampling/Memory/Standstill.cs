namespace SocketExporter.Sampling.Memory;

/// <summary>A number that grows as a queue moves, and since when it has not grown.</summary>
internal struct Standstill
{
    private ulong _progress;

    /// <summary>Ticks of UTC; 0 while there is no queue.</summary>
    private long _since;

    public readonly bool IsWaiting => _since != 0;

    public readonly TimeSpan Age(DateTimeOffset now) => IsWaiting ? TimeSpan.FromTicks(now.UtcTicks - _since) : TimeSpan.Zero;

    /// <summary>It has moved in a way that the number does not tell.</summary>
    public void Restart(DateTimeOffset now) => _since = IsWaiting ? now.UtcTicks : 0;

    /// <param name="queued">Whether anything waits in the queue.</param>
    /// <param name="progress">What has gone through it since the connection was made.</param>
    public void Observe(bool queued, ulong progress, DateTimeOffset now)
    {
        if (!queued)
        {
            _since = 0;
        }
        else if (!IsWaiting || _progress != progress)
        {
            _since = now.UtcTicks;
            _progress = progress;
        }
    }
}
