using SocketExporter.Kernel.Routes;
using SocketExporter.Sampling.Memory;

namespace SocketExporter.Tests.Sampling.Routing;

public sealed class DefaultRouteMemoryTests
{
    private readonly DefaultRouteMemory _memory = new();

    [Fact]
    public void What_is_there_at_the_start_is_no_change()
    {
        _memory.Hear(3);
        Read(MadeRoute.Default(0, 1));
        Assert.Equal(0, _memory.Changes);
    }

    [Fact]
    public void Each_event_is_a_change_and_reading_what_it_told_is_none()
    {
        Read(MadeRoute.Default(0, 1));
        _memory.Hear(1);
        Assert.Equal(1, _memory.Changes);
        Read(MadeRoute.Default(0, 2));
        Read(MadeRoute.Default(0, 2));
        Assert.Equal(1, _memory.Changes);
    }

    [Fact]
    public void There_and_back_between_two_readings_is_two_changes()
    {
        Read(MadeRoute.Default(0, 1));
        _memory.Hear(2);
        Read(MadeRoute.Default(0, 1));
        Assert.Equal(2, _memory.Changes);
    }

    [Fact]
    public void What_goes_comes_or_changes_without_an_event_counts_when_it_is_seen()
    {
        Read(MadeRoute.Default(0, 1), MadeRoute.Default(50, 2));
        Read(MadeRoute.Default(50, 2));
        Assert.Equal(1, _memory.Changes);
        Read(MadeRoute.Default(50, 3));
        Assert.Equal(2, _memory.Changes);
        Read(MadeRoute.Default(50, 3), MadeRoute.Default(50, 4), MadeRoute.Default(7, 1, 2));
        Assert.Equal(4, _memory.Changes);
        Read(MadeRoute.Default(50, 3), MadeRoute.Default(50, 4), MadeRoute.Default(7, 1));
        Assert.Equal(5, _memory.Changes);
    }

    [Fact]
    public void Of_events_that_were_lost_at_least_the_difference_counts()
    {
        Read(MadeRoute.Default(0, 1));
        _memory.Hear(1);
        Read(MadeRoute.Default(1, 1), MadeRoute.Default(2, 1));
        Assert.Equal(3, _memory.Changes);
    }

    [Fact]
    public void Routes_that_changed_while_they_were_read_are_not_compared()
    {
        Read(MadeRoute.Default(0, 1));
        _memory.BeginRead();
        _memory.EndRead(whole: false);
        Assert.Equal(0, _memory.Changes);
        Read(MadeRoute.Default(0, 1));
        Assert.Equal(0, _memory.Changes);
    }

    [Fact]
    public void Default_routes_without_end_are_compared_up_to_the_capacity()
    {
        RouteRow[] many = [.. Enumerable.Range(0, DefaultRouteMemory.Capacity + 100).Select(metric => MadeRoute.Default((uint)metric, 1))];
        Read(many);
        Read(many);
        Assert.Equal(0, _memory.Changes);
    }

    private void Read(params RouteRow[] routes)
    {
        _memory.BeginRead();
        foreach (RouteRow route in routes)
        {
            _memory.Observe(route);
        }

        _memory.EndRead(whole: true);
    }
}
