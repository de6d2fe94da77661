using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Routes;

namespace SocketExporter.Kernel.Tests.Routes;

public sealed class RouteWatchTests
{
    private const string Default = "02 00 00 00 fe 03 00 01 00000000  0800 0500 0a010003  0800 0400 04000000";
    private const string Default6 = "0a 00 00 00 fe 09 00 01 00000000  0800 0400 04000000";
    private const string Other = "02 18 00 00 fe 03 00 01 00000000  0800 0100 0a010000";

    [Fact]
    public void The_first_look_says_that_anything_may_have_changed_and_the_second_that_nothing_has()
    {
        using var watch = new RouteWatch(new RtnetlinkEvents(new EventTransport()));
        Assert.Equal(new RouteChanges(true, true, 0, 0, Missed: true), watch.Look());
        Assert.Equal(new RouteChanges(false, false, 0, 0, Missed: false), watch.Look());
    }

    [Fact]
    public void Default_routes_are_counted_by_family_whether_added_or_removed()
    {
        EventTransport events = new();
        using RouteWatch watch = Opened(events);
        events.Say(24, Default).Say(25, Default).Say(24, Default6).Say(24, Other);
        Assert.Equal(new RouteChanges(true, false, 2, 1, Missed: false), watch.Look());
        Assert.Equal(new RouteChanges(false, false, 0, 0, Missed: false), watch.Look());
    }

    [Fact]
    public void A_route_that_is_no_default_has_changed_and_nothing_else()
    {
        EventTransport events = new();
        using RouteWatch watch = Opened(events);
        events.Say(25, Other);
        Assert.Equal(new RouteChanges(true, false, 0, 0, Missed: false), watch.Look());
    }

    [Theory]
    [InlineData(16)] // RTM_NEWLINK
    [InlineData(17)]
    [InlineData(20)] // RTM_NEWADDR
    [InlineData(21)]
    public void An_interface_or_address_that_changes_can_change_routes(ushort type)
    {
        EventTransport events = new();
        using RouteWatch watch = Opened(events);
        events.Say(type, "00000000");
        Assert.Equal(new RouteChanges(true, true, 0, 0, Missed: false), watch.Look());
    }

    [Fact]
    public void Events_that_the_kernel_had_no_room_for_are_known_to_be_missing()
    {
        EventTransport events = new();
        using RouteWatch watch = Opened(events);
        events.Say(24, Default).Lose().Say(24, Default);
        Assert.Equal(new RouteChanges(true, true, 2, 0, Missed: true), watch.Look());
        Assert.Equal(new RouteChanges(false, false, 0, 0, Missed: false), watch.Look());
    }

    [Fact]
    public void An_event_that_cannot_be_read_is_a_missed_one()
    {
        EventTransport events = new();
        using RouteWatch watch = Opened(events);
        events.Say(24, "0200");
        Assert.Equal(new RouteChanges(true, true, 0, 0, Missed: true), watch.Look());
    }

    [Fact]
    public void In_a_recording_nothing_changes()
    {
        using var watch = new RouteWatch(events: null);
        Assert.True(watch.Look().Missed);
        Assert.Equal(new RouteChanges(false, false, 0, 0, Missed: false), watch.Look());
    }

    private static RouteWatch Opened(EventTransport events)
    {
        var watch = new RouteWatch(new RtnetlinkEvents(events));
        watch.Look();
        return watch;
    }
}
