namespace SocketExporter.Sampling;

/// <summary>The time of a recording: it begins with the moment the recording was made and goes on from there.</summary>
internal sealed class ReplayClock : TimeProvider
{
    private readonly DateTimeOffset _recordedAt;
    private readonly long _start;

    public ReplayClock(DateTimeOffset recordedAt)
    {
        _recordedAt = recordedAt;
        _start = GetTimestamp();
    }

    public override DateTimeOffset GetUtcNow() => _recordedAt + GetElapsedTime(_start);
}
