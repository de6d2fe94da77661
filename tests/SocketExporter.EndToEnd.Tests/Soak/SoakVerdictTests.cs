namespace SocketExporter.EndToEnd.Tests.Soak;

/// <summary>The judge itself: one that never complains proves nothing.</summary>
public sealed class SoakVerdictTests
{
    [Fact]
    public void What_swings_and_does_not_grow_is_flat()
    {
        Assert.Empty(SoakVerdict.Complaints(Readings(i => new SoakReading(i, 50_000 + (i % 7 * 1_000), 40 + (i % 2), 20, 5_000))));
    }

    [Fact]
    public void Growth_during_the_warm_up_is_no_leak()
    {
        Assert.Empty(SoakVerdict.Complaints(Readings(i => new SoakReading(i, i < 25 ? 20_000 + (i * 2_000) : 70_000, 40, i < 20 ? 10 : 22, 5_000))));
    }

    [Fact]
    public void A_leak_is_told_with_its_numbers()
    {
        Assert.Equal(
            ["resident kB: 87000 in the second quarter, 138000 in the last, expected at most 99796"],
            SoakVerdict.Complaints(Readings(i => new SoakReading(i, 50_000 + (i * 1_000), 40, 20, 5_000))));
    }

    [Fact]
    public void Files_and_threads_that_are_not_given_back_are_told()
    {
        Assert.Equal(
            ["open files: 47 in the second quarter, 57 in the last, expected at most 49", "threads: 23 in the second quarter, 28 in the last, expected at most 25"],
            SoakVerdict.Complaints(Readings(i => new SoakReading(i, 50_000, 40 + (i / 5), 20 + (i / 10), 5_000))));
    }

    [Fact]
    public void One_page_beyond_the_limit_is_told()
    {
        Assert.Equal(["series: 10001, expected at most 10000"], SoakVerdict.Complaints(Readings(i => new SoakReading(i, 50_000, 40, 20, i == 3 ? 10_001 : 9_000))));
    }

    [Fact]
    public void Too_few_readings_are_no_proof()
    {
        Assert.Equal(["8 readings, expected at least 20"], SoakVerdict.Complaints([.. Readings(i => new SoakReading(i, 50_000, 40, 20, 5_000)).Take(8)]));
        Assert.Equal(["0 readings, expected at least 20"], SoakVerdict.Complaints([]));
    }

    [Theory]
    [InlineData("30s", 30)]
    [InlineData("5m", 300)]
    [InlineData("1h", 3600)]
    public void A_duration_is_a_number_and_a_unit(string text, int seconds)
    {
        Assert.Equal(TimeSpan.FromSeconds(seconds), SoakDuration.Parse(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("m")]
    [InlineData("0s")]
    [InlineData("-5m")]
    [InlineData("5 m")]
    [InlineData("5d")]
    public void Any_other_duration_is_refused(string text)
    {
        Assert.Equal($"SOAK_DURATION: \"{text}\", expected a duration such as 30s, 5m or 1h", Assert.Throws<ArgumentException>(() => SoakDuration.Parse(text)).Message);
    }

    private static SoakReading[] Readings(Func<int, SoakReading> at) => [.. Enumerable.Range(0, 101).Select(at)];
}
