using System.Text;
using Microsoft.Extensions.Time.Testing;
using SocketExporter.Publishing;

namespace SocketExporter.Tests.Publishing;

public sealed class PagePiecesTests
{
    [Theory]
    [InlineData(0, new int[0])]
    [InlineData(1, new[] { 1 })]
    [InlineData(32_768, new[] { 32_768 })]
    [InlineData(32_769, new[] { 32_768, 1 })]
    [InlineData(100_000, new[] { 32_768, 32_768, 32_768, 1_696 })]
    public void Pieces_are_of_32_KiB_but_for_the_last(int length, int[] expected)
        => Assert.Equal(expected, PagePieces.CopyOf(new byte[length]).All.Select(piece => piece.Length));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 100_000)]
    [InlineData(32_768, 32_768)]
    [InlineData(32_767, 2)]
    [InlineData(10, 70_000)]
    [InlineData(99_999, 1)]
    public void A_part_of_a_page_is_those_very_bytes(int start, int length)
    {
        byte[] page = Page(100_000);

        Assert.Equal(page[start..(start + length)], PagePieces.CopyOf(page).Slice(start, length).SelectMany(part => part.ToArray()));
    }

    [Fact]
    public void The_pieces_together_are_the_page()
    {
        byte[] page = Page(100_000);

        Assert.Equal(page, PagePieces.CopyOf(page).ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_collector_whose_text_is_longer_than_a_piece_can_be_asked_for_alone(bool openMetrics)
    {
        PageFormat format = openMetrics ? PageFormat.OpenMetrics : PageFormat.Text;
        var asked = new AskedPages(new FakeTimeProvider());
        asked.Note(new PageRequest(format, Gzip: false, CollectorSelection.All));
        var publisher = new Publisher([Samples.Collector("tcp", "socket_a"), Samples.BigCollector()], new PrometheusExposition(), Samples.Build, asked, new FakeTimeProvider());
        RenderedFormat page = publisher.Publish(Samples.Good(), default, new SamplingPace(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5)), null).Find(format)!;

        string whole = Encoding.UTF8.GetString(page.Body.Span);
        byte[] selected = [.. page.Select(CollectorSelection.Of(["big"])).Pieces.SelectMany(piece => piece.ToArray())];

        Assert.Equal(whole[whole.IndexOf("# HELP socket_big", StringComparison.Ordinal)..], Encoding.UTF8.GetString(selected));
        Assert.True(page.Whole.Pieces.Count > 60, $"{page.Whole.Pieces.Count} pieces");
    }

    private static byte[] Page(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7 % 251))];
}
