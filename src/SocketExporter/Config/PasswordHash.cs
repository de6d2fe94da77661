using System.Globalization;
using System.Text.RegularExpressions;

namespace SocketExporter.Config;

/// <summary>The text of a bcrypt hash: <c>$2y$10$</c>, then 22 characters of salt and 31 of hash.</summary>
internal static partial class PasswordHash
{
    /// <summary>The algorithm's own limit.</summary>
    private const int LowestCost = 4;

    /// <summary>Each step doubles the time of a check: 10 is a twentieth of a second, 15 about two seconds, 31 a day and a half.</summary>
    private const int HighestCost = 15;

    /// <summary>What is wrong with a text and how to mend it; null if nothing is. It never repeats the text, which may be a password by mistake.</summary>
    public static string? Complaint(string text)
    {
        if (Shape().Match(text) is not { Success: true } match)
        {
            return "is no bcrypt hash; make one with htpasswd -nBC 10 USER and write what it prints after the colon";
        }

        int cost = int.Parse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        return cost is < LowestCost or > HighestCost
            ? $"has the bcrypt cost {cost}, which is out of range; make a hash with a cost from {LowestCost} to {HighestCost}, like 10"
            : null;
    }

    /// <summary>2x is the output of a defect of old PHP and means another password.</summary>
    [GeneratedRegex(@"^\$2[aby]\$([0-9]{2})\$[./A-Za-z0-9]{53}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
