using System.Text;
using SocketExporter.Kernel.Links;

namespace SocketExporter.Netstat.Views;

/// <summary>Which interfaces -i shows, and in which order.</summary>
internal static class ShownInterfaces
{
    /// <param name="all">Those that are down too.</param>
    public static IReadOnlyList<LinkRow> Of(LinkTable table, bool all)
        => [.. table.Rows.Where(link => all || link.AdminUp).OrderBy(static link => Encoding.Latin1.GetString(link.NameBytes.Span), Comparer<string>.Create(Compare))];

    public static byte[] Bytes(string name) => Encoding.UTF8.GetBytes(name);

    /// <summary>As net-tools orders names: letter by letter, but a number at the end by its value, so that eth2 stands before eth10.</summary>
    internal static int Compare(string one, string other)
    {
        int oneDigits = DigitsFrom(one);
        int otherDigits = DigitsFrom(other);
        int stems = string.CompareOrdinal(one[..oneDigits], other[..otherDigits]);
        if (stems != 0)
        {
            return stems;
        }

        ReadOnlySpan<char> oneNumber = one.AsSpan(oneDigits).TrimStart('0');
        ReadOnlySpan<char> otherNumber = other.AsSpan(otherDigits).TrimStart('0');
        int lengths = oneNumber.Length.CompareTo(otherNumber.Length);
        int numbers = lengths != 0 ? lengths : oneNumber.CompareTo(otherNumber, StringComparison.Ordinal);
        return numbers != 0 ? numbers : string.CompareOrdinal(one, other);
    }

    private static int DigitsFrom(string name)
    {
        int start = name.Length;
        while (start > 0 && char.IsAsciiDigit(name[start - 1]))
        {
            start--;
        }

        return start;
    }
}
