using Microsoft.Extensions.Time.Testing;
using SocketExporter.Web;

namespace SocketExporter.Tests.Web;

public sealed class ScrapeSlotsTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void One_more_than_the_limit_is_refused_until_one_is_done()
    {
        var slots = new ScrapeSlots(2, _time);
        using ScrapeSlots.Slot? first = slots.TryTake(() => { });
        ScrapeSlots.Slot? second = slots.TryTake(() => { });

        Assert.Null(slots.TryTake(() => { }));
        second!.Dispose();
        Assert.NotNull(slots.TryTake(() => { }));
        Assert.Null(slots.TryTake(() => { }));
    }

    [Fact]
    public void Zero_is_no_limit()
    {
        var slots = new ScrapeSlots(0, _time);

        Assert.All(Enumerable.Range(0, 1000), _ => Assert.NotNull(slots.TryTake(() => { })));
    }

    [Fact]
    public void Who_takes_nothing_for_two_seconds_gives_its_slot_to_the_next_and_who_goes_on_keeps_it()
    {
        var aborted = new List<string>();
        var slots = new ScrapeSlots(2, _time);
        ScrapeSlots.Slot hanging = slots.TryTake(() => aborted.Add("hanging"))!;
        ScrapeSlots.Slot slow = slots.TryTake(() => aborted.Add("slow"))!;
        _time.Advance(TimeSpan.FromSeconds(2));
        slow.Progress();
        Assert.Null(slots.TryTake(() => { }));
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.NotNull(slots.TryTake(() => { }));
        Assert.Null(slots.TryTake(() => { }));
        Assert.Equal(["hanging"], aborted);

        // What was taken away is not given back a second time.
        hanging.Dispose();
        Assert.Null(slots.TryTake(() => { }));
    }
}
