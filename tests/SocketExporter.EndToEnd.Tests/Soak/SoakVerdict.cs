using System.Globalization;

namespace SocketExporter.EndToEnd.Tests.Soak;

/// <summary>
/// What a soak says. The first quarter is warm-up: what is remembered for a while fills up and code is compiled. The last quarter is then held against the second,
/// by medians: one reading between two collections of garbage says nothing.
/// </summary>
internal static class SoakVerdict
{
    /// <summary>Readings in a quarter, without which a median means nothing.</summary>
    public const int MinReadingsPerQuarter = 5;

    /// <summary>Growth from the second quarter's median to the last's: a leak of an hour is many times that, and the compiler of the ordinary build works on for minutes.</summary>
    public const double MaxGrowth = 0.10;

    /// <summary>On top, so that a small daemon may have what a large one may.</summary>
    public const double MaxGrowthKilobytes = 4_096;

    /// <summary>Files and threads come and go by ones with scrapes and samples under way.</summary>
    public const double MaxMore = 2;

    /// <summary>Series of one page, as the README promises.</summary>
    public const double MaxSeries = 10_000;

    /// <summary>What was not flat or not bounded, a line each; empty when all was.</summary>
    public static IReadOnlyList<string> Complaints(IReadOnlyList<SoakReading> readings)
    {
        if (Quarter(readings, 1).Count < MinReadingsPerQuarter || Quarter(readings, 3).Count < MinReadingsPerQuarter)
        {
            return [$"{readings.Count} readings, expected at least {4 * MinReadingsPerQuarter}"];
        }

        List<string> complaints = [];
        (double before, double after) = Medians(readings, static reading => reading.ResidentKilobytes);
        Complain("resident kB", before, after, (before * (1 + MaxGrowth)) + MaxGrowthKilobytes);
        (before, after) = Medians(readings, static reading => reading.OpenFiles);
        Complain("open files", before, after, before + MaxMore);
        (before, after) = Medians(readings, static reading => reading.Threads);
        Complain("threads", before, after, before + MaxMore);
        double most = readings.Max(static reading => reading.Series);
        if (most > MaxSeries)
        {
            complaints.Add(string.Create(CultureInfo.InvariantCulture, $"series: {most}, expected at most {MaxSeries}"));
        }

        return complaints;

        void Complain(string what, double before, double after, double limit)
        {
            if (after > limit)
            {
                complaints.Add(string.Create(CultureInfo.InvariantCulture, $"{what}: {before:0} in the second quarter, {after:0} in the last, expected at most {limit:0}"));
            }
        }
    }

    /// <summary>Of the second and of the last quarter.</summary>
    public static (double Second, double Last) Medians(IReadOnlyList<SoakReading> readings, Func<SoakReading, double> value)
        => (Median(Quarter(readings, 1).Select(value)), Median(Quarter(readings, 3).Select(value)));

    private static IReadOnlyList<SoakReading> Quarter(IReadOnlyList<SoakReading> readings, int quarter)
    {
        double length = readings.Count == 0 ? 0 : readings[^1].Seconds / 4;
        return [.. readings.Where(reading => reading.Seconds >= quarter * length && (quarter == 3 || reading.Seconds < (quarter + 1) * length))];
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
