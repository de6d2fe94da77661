using Microsoft.Extensions.Time.Testing;

namespace SocketExporter.Tests.Faults;

/// <summary>A clock whose wall time somebody sets while its monotonic time goes on.</summary>
internal sealed class SteppedTime(FakeTimeProvider time) : TimeProvider
{
    private TimeSpan _step;

    public override long TimestampFrequency => time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + _step;

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => time.CreateTimer(callback, state, dueTime, period);

    public void Step(TimeSpan by) => _step += by;
}
