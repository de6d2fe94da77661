using CsCheck;
using SocketExporter.Config;

namespace SocketExporter.Tests.Config;

public sealed class PrometheusDurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    [InlineData("1ms", 1)]
    [InlineData("250ms", 250)]
    [InlineData("5s", 5_000)]
    [InlineData("1500ms", 1_500)]
    [InlineData("1s500ms", 1_500)]
    [InlineData("1m30s", 90_000)]
    [InlineData("1m5ms", 60_005)]
    [InlineData("1h", 3_600_000)]
    [InlineData("2d", 172_800_000)]
    [InlineData("1w", 604_800_000)]
    [InlineData("1y", 31_536_000_000)]
    [InlineData("1y2w3d4h5m6s7ms", 33_019_506_007)]
    [InlineData("007s", 7_000)]
    [InlineData("9223372036854ms", 9_223_372_036_854)]
    public void A_duration_is_read(string text, long milliseconds)
    {
        Assert.True(PrometheusDuration.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("00")]
    [InlineData("s")]
    [InlineData("5 s")]
    [InlineData(" 5s")]
    [InlineData("5s ")]
    [InlineData("-5s")]
    [InlineData("+5s")]
    [InlineData("1.5s")]
    [InlineData("1,5s")]
    [InlineData("5S")]
    [InlineData("5sec")]
    [InlineData("1us")]
    [InlineData("30s1m")]
    [InlineData("1s1s")]
    [InlineData("1m30")]
    [InlineData("٥s")]
    [InlineData("9223372036855ms")]
    [InlineData("293y")]
    [InlineData("9223372036854ms1ms")]
    [InlineData("292y52w")]
    [InlineData("99999999999999999999s")]
    public void What_is_no_duration_is_refused(string text)
    {
        Assert.False(PrometheusDuration.TryParse(text, out _));
    }

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(1, "1ms")]
    [InlineData(250, "250ms")]
    [InlineData(1_500, "1s500ms")]
    [InlineData(90_000, "1m30s")]
    [InlineData(5_400_000, "1h30m")]
    [InlineData(604_800_000, "1w")]
    [InlineData(7_776_000_000, "90d")]
    [InlineData(31_536_000_000, "1y")]
    [InlineData(31_536_000_001, "365d1ms")]
    public void A_duration_is_written_as_Prometheus_writes_it(long milliseconds, string text)
    {
        Assert.Equal(text, PrometheusDuration.Format(TimeSpan.FromMilliseconds(milliseconds)));
    }

    [Fact]
    public void A_negative_duration_is_not_written()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PrometheusDuration.Format(TimeSpan.FromSeconds(-1)));
    }

    [Fact]
    public void Reading_what_is_no_duration_names_it()
    {
        var failure = Assert.Throws<FormatException>(() => PrometheusDuration.Parse("soon"));
        Assert.Equal("duration: \"soon\", expected a number and a unit, like 250ms, 5s or 1m30s", failure.Message);
    }

    [Fact]
    public void Every_duration_survives_being_written_and_read()
    {
        Gen.Long[0, 9_223_372_036_854].Sample(milliseconds =>
            PrometheusDuration.Parse(PrometheusDuration.Format(TimeSpan.FromMilliseconds(milliseconds))) == TimeSpan.FromMilliseconds(milliseconds));
    }

    [Fact]
    public void Sums_of_units_from_large_to_small_are_read_as_their_sum()
    {
        Gen.Select(Gen.Int[0, 50], Gen.Int[0, 999], Gen.Int[0, 9999], Gen.Int[0, 999_999]).Sample((days, hours, seconds, milliseconds) =>
            PrometheusDuration.Parse($"{days}d{hours}h{seconds}s{milliseconds}ms") == new TimeSpan(days, hours, 0, seconds) + TimeSpan.FromMilliseconds(milliseconds));
    }

    [Fact]
    public void No_text_throws_and_what_is_read_can_be_written()
    {
        Gen.String[Gen.Char["0123456789ywdhms .-x"], 0, 12].Sample(text =>
        {
            if (PrometheusDuration.TryParse(text, out var duration))
            {
                Assert.True(duration >= TimeSpan.Zero);
                Assert.Equal(duration, PrometheusDuration.Parse(PrometheusDuration.Format(duration)));
            }
        });
    }
}
