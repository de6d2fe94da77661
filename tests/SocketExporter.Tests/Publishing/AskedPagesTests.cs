using Microsoft.Extensions.Time.Testing;
using SocketExporter.Publishing;

namespace SocketExporter.Tests.Publishing;

public sealed class AskedPagesTests
{
    private static readonly PageRequest Gzip = new(PageFormat.OpenMetrics, Gzip: true, CollectorSelection.All);

    private readonly FakeTimeProvider _time = new();
    private readonly AskedPages _asked;

    public AskedPagesTests()
    {
        _asked = new AskedPages(_time);
    }

    [Fact]
    public void Before_anybody_asks_it_is_the_whole_page_in_the_text_format()
        => Assert.Equal([new PageRequest(PageFormat.Text, Gzip: false, CollectorSelection.All)], _asked.Recent());

    [Fact]
    public void What_was_asked_is_forgotten_after_five_minutes_without_asking()
    {
        _asked.Note(Gzip);
        _time.Advance(TimeSpan.FromMinutes(4));
        _asked.Note(Gzip);
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal([Gzip], _asked.Recent());

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([default(PageRequest)], _asked.Recent());
    }

    [Fact]
    public void An_uncompressed_selection_needs_the_whole_page_only()
    {
        _asked.Note(Gzip with { Gzip = false, Collectors = CollectorSelection.Of(["tcp"]) });

        Assert.Equal([new PageRequest(PageFormat.OpenMetrics, Gzip: false, CollectorSelection.All)], _asked.Recent());
    }

    [Fact]
    public void Clients_that_invent_selections_find_no_room_after_the_eighth_until_others_are_forgotten()
    {
        bool[] room = [.. Enumerable.Range(0, 9).Select(i => _asked.Note(Gzip with { Collectors = CollectorSelection.Of([$"c{i}"]) }))];
        Assert.Equal([true, true, true, true, true, true, true, true, false], room);
        Assert.True(_asked.Note(Gzip with { Collectors = CollectorSelection.Of(["c3"]) }));
        Assert.True(_asked.Note(Gzip));

        _time.Advance(TimeSpan.FromMinutes(6));
        Assert.True(_asked.Note(Gzip with { Collectors = CollectorSelection.Of(["c8"]) }));
    }

    [Fact]
    public void Selections_are_equal_whatever_the_order_and_the_repetitions()
    {
        Assert.Equal(CollectorSelection.Of(["a", "b"]), CollectorSelection.Of(["b", "a", "b"]));
        Assert.NotEqual(CollectorSelection.Of([]), CollectorSelection.All);
        Assert.True(CollectorSelection.Of(["tcp", "udp"]).Contains("udp"));
        Assert.False(CollectorSelection.Of(["tcp-connections"]).Contains("tcp"));
        Assert.False(CollectorSelection.Of([]).Contains("tcp"));
        Assert.True(CollectorSelection.All.Contains("tcp"));
    }
}
