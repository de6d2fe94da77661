using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace SocketExporter.Tests.Publishing;

/// <summary>A clock that stands still, and tells for how long someone wants to wait on it.</summary>
internal sealed class ObservedTime : FakeTimeProvider
{
    private readonly BlockingCollection<TimeSpan> _waits = [];

    public TimeSpan Elapsed => GetUtcNow() - Start;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer timer = base.CreateTimer(callback, state, dueTime, period);
        _waits.Add(dueTime);
        return timer;
    }

    /// <summary>The next wait that begins; what came before it is then done.</summary>
    public TimeSpan NextWait()
    {
        Assert.True(_waits.TryTake(out TimeSpan wait, TimeSpan.FromSeconds(20)), "nobody waited within 20 s");
        return wait;
    }

    /// <summary>Lets a wait pass and gives the one that follows it.</summary>
    public TimeSpan WaitAfter(TimeSpan wait)
    {
        Advance(wait);
        return NextWait();
    }
}
