using System.Globalization;

namespace SocketExporter.EndToEnd.Tests.Soak;

/// <summary>How long to soak: SOAK_DURATION, as .ci/run and tests/soak.sh set it.</summary>
internal static class SoakDuration
{
    private const string Variable = "SOAK_DURATION";

    /// <summary>In an ordinary run: enough to see that the soak works, and a leak in each sample.</summary>
    private static readonly TimeSpan Default = TimeSpan.FromSeconds(30);

    public static TimeSpan Wanted => Environment.GetEnvironmentVariable(Variable) is { } text ? Parse(text) : Default;

    /// <exception cref="ArgumentException">It is no duration.</exception>
    /// <param name="variable">Who says it, for the message.</param>
    public static TimeSpan Parse(string text, string variable = Variable)
    {
        int secondsOfUnit = text.Length == 0 ? 0 : text[^1] switch
        {
            's' => 1,
            'm' => 60,
            'h' => 3600,
            _ => 0,
        };
        return secondsOfUnit > 0 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is > 0 and < 1_000
            ? TimeSpan.FromSeconds((double)number * secondsOfUnit)
            : throw new ArgumentException($"{variable}: \"{text}\", expected a duration such as 30s, 5m or 1h");
    }
}
