using SocketExporter.Sampling.Routing;

namespace SocketExporter.Tests.Sampling.Routing;

public sealed class ReadPaceTests
{
    private static readonly TimeSpan Cheap = TimeSpan.FromMilliseconds(0.1);
    private static readonly TimeSpan Dear = TimeSpan.FromMilliseconds(40); // half a percent of 8 s

    private readonly ReadPace _pace = new(TimeSpan.FromMinutes(1));

    [Fact]
    public void What_was_never_read_is_due()
    {
        Assert.True(_pace.IsDue(At(0), changed: false));
    }

    [Fact]
    public void While_nothing_changes_it_is_due_once_a_minute()
    {
        _pace.Done(At(0), Cheap);
        Assert.False(_pace.IsDue(At(59), changed: false));
        Assert.True(_pace.IsDue(At(60), changed: false));
    }

    [Fact]
    public void A_change_makes_it_due_at_once_where_reading_is_cheap()
    {
        _pace.Done(At(0), Cheap);
        Assert.True(_pace.IsDue(At(0.1), changed: true));
    }

    [Fact]
    public void Under_a_storm_of_changes_it_takes_half_a_percent_of_a_core_and_no_change_is_forgotten()
    {
        _pace.Done(At(0), Dear);
        Assert.False(_pace.IsDue(At(5), changed: true));
        Assert.False(_pace.IsDue(At(7.9), changed: false));
        Assert.True(_pace.IsDue(At(8), changed: false));
        _pace.Done(At(8), Dear);
        Assert.False(_pace.IsDue(At(30), changed: false));
    }

    [Fact]
    public void What_failed_is_due_at_once()
    {
        _pace.Done(At(0), Dear);
        _pace.Failed();
        Assert.True(_pace.IsDue(At(1), changed: false));
    }

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
