using CsCheck;
using SocketExporter.Config;

namespace SocketExporter.Tests.Config;

public sealed class NearestNameTests
{
    private static readonly string[] Known = ["web.listen-address", "sampling.interval", "collector.tcp", "collector.udp", "log.level", "log.format"];

    [Theory]
    [InlineData("sampling.intervall", "sampling.interval")]
    [InlineData("web.listen-adress", "web.listen-address")]
    [InlineData("web.listen_address", "web.listen-address")]
    [InlineData("web.lsiten-address", "web.listen-address")]
    [InlineData("Sampling.Interval", "sampling.interval")]
    [InlineData("smapling.interval", "sampling.interval")]
    [InlineData("collector.tpc", "collector.tcp")]
    [InlineData("collector.upd", "collector.udp")]
    [InlineData("colector.tcp", "collector.tcp")]
    [InlineData("log.levl", "log.level")]
    public void A_mistyped_name_finds_what_was_meant(string word, string meant)
    {
        Assert.Equal(meant, NearestName.Find(word, Known));
    }

    [Theory]
    [InlineData("collector.foo")]
    [InlineData("log.colour")]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("completely-different")]
    [InlineData("sampling.intervalsampling.intervalsampling.intervalsampling.interval")]
    public void A_word_that_is_near_to_nothing_finds_nothing(string word)
    {
        Assert.Null(NearestName.Find(word, Known));
    }

    [Fact]
    public void The_first_of_two_equally_near_names_is_found()
    {
        Assert.Equal("ab", NearestName.Find("a", ["ab", "ac"]));
    }

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("abc", "", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("ab", "ba", 1)]
    [InlineData("ca", "abc", 3)]
    public void Slips_are_counted(string left, string right, int slips)
    {
        Assert.Equal(slips, NearestName.Slips(left, right));
    }

    [Fact]
    public void Slips_are_the_same_in_both_directions_and_no_more_than_the_longer_word()
    {
        Gen.Select(Gen.String[Gen.Char["abc"], 0, 8], Gen.String[Gen.Char["abc"], 0, 8]).Sample((left, right) =>
        {
            int slips = NearestName.Slips(left, right);
            return slips == NearestName.Slips(right, left) && slips <= Math.Max(left.Length, right.Length) && (slips == 0) == (left == right);
        });
    }
}
