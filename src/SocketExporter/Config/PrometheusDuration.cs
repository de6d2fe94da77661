using System.Globalization;
using System.Text;

namespace SocketExporter.Config;

/// <summary>
/// Durations in Prometheus' spelling: whole numbers with the units y, w, d, h, m, s, ms, each at most once and from large to small ("1m30s"), or "0".
/// A year has 365 days. Source: model.ParseDuration in Prometheus' common library, described in its configuration manual.
/// </summary>
internal static class PrometheusDuration
{
    /// <summary>Prometheus keeps nanoseconds in 64 bits: about 292 years.</summary>
    private const long LongestMilliseconds = long.MaxValue / 1_000_000;

    private static readonly (string Unit, long Milliseconds)[] Units =
    [
        ("y", 365L * 86_400_000), ("w", 7L * 86_400_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
    ];

    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text is "0")
        {
            return true;
        }

        long total = 0;
        int nextUnit = 0;
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            int digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0 || !long.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out long number))
            {
                return false;
            }

            rest = rest[digits..];
            int letters = rest.IndexOfAnyInRange('0', '9');
            ReadOnlySpan<char> unit = letters < 0 ? rest : rest[..letters];
            while (nextUnit < Units.Length && !unit.SequenceEqual(Units[nextUnit].Unit))
            {
                nextUnit++;
            }

            if (nextUnit == Units.Length || number > (LongestMilliseconds - total) / Units[nextUnit].Milliseconds)
            {
                return false;
            }

            total += number * Units[nextUnit].Milliseconds;
            nextUnit++;
            rest = rest[unit.Length..];
        }

        duration = TimeSpan.FromMilliseconds(total);
        return !text.IsEmpty;
    }

    /// <exception cref="FormatException">The text is no duration.</exception>
    public static TimeSpan Parse(string text) =>
        TryParse(text, out TimeSpan duration)
            ? duration
            : throw new FormatException($"duration: \"{text}\", expected a number and a unit, like 250ms, 5s or 1m30s");

    /// <summary>The shortest spelling; what is less than a millisecond is dropped, and there is no sign.</summary>
    public static string Format(TimeSpan duration)
    {
        long rest = duration.Ticks / TimeSpan.TicksPerMillisecond;
        ArgumentOutOfRangeException.ThrowIfNegative(rest, nameof(duration));
        if (rest == 0)
        {
            return "0s";
        }

        var text = new StringBuilder();
        foreach ((string unit, long milliseconds) in Units)
        {
            // As Prometheus does: 90d reads better than 12w6d.
            bool onlyIfWhole = unit is "y" or "w";
            if (rest < milliseconds || (onlyIfWhole && rest % milliseconds != 0))
            {
                continue;
            }

            text.Append(CultureInfo.InvariantCulture, $"{rest / milliseconds}{unit}");
            rest %= milliseconds;
        }

        return text.ToString();
    }
}
