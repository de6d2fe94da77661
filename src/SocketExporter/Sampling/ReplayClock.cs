namespace SocketExporter.Sampling;

/// <summary>The time of a recording: it begins when it is first asked for, with the moment the recording was made, and goes on from there.</summary>
internal sealed class ReplayClock : TimeProvider
{
    private readonly DateTimeOffset _recordedAt;
    private readonly Lock _gate = new();
    private long _start;
    private bool _runs;

    public ReplayClock(DateTimeOffset recordedAt)
    {
        _recordedAt = recordedAt;
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            if (!_runs)
            {
                _runs = true;
                _start = GetTimestamp();
                return _recordedAt;
            }

            return _recordedAt + GetElapsedTime(_start);
        }
    }
}
