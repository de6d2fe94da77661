using System.Globalization;
using System.Text;

namespace SocketExporter.Kernel.Sockets;

/// <summary>
/// An IPv6 address as inet_ntop writes it, and with it ss, ip and netstat: the longest run of zero groups as ::, an IPv4 address at the end only of
/// ::a.b.c.d and ::ffff:a.b.c.d. (.NET writes more shapes with an IPv4 address in them.)
/// </summary>
internal static class Ipv6Text
{
    private const int Groups = 8;

    public static string Of(ulong high, ulong low)
    {
        Span<ushort> groups = stackalloc ushort[Groups];
        for (int i = 0; i < 4; i++)
        {
            groups[i] = (ushort)(high >> (48 - (16 * i)));
            groups[i + 4] = (ushort)(low >> (48 - (16 * i)));
        }

        (int start, int length) = LongestZeros(groups);
        var text = new StringBuilder(40);
        for (int i = 0; i < Groups; i++)
        {
            if (i >= start && i < start + length)
            {
                text.Append(i == start ? ":" : "");
                continue;
            }

            text.Append(i > 0 ? ":" : "");
            if (i == 6 && start == 0 && (length == 6 || (length == 5 && groups[5] == 0xffff)))
            {
                text.Append(CultureInfo.InvariantCulture, $"{(byte)(low >> 24)}.{(byte)(low >> 16)}.{(byte)(low >> 8)}.{(byte)low}");
                return text.ToString();
            }

            text.Append(CultureInfo.InvariantCulture, $"{groups[i]:x}");
        }

        return text.Append(start + length == Groups && length > 0 ? ":" : "").ToString();
    }

    /// <summary>The first of the longest runs of at least two zero groups; length 0 if there is none.</summary>
    private static (int Start, int Length) LongestZeros(ReadOnlySpan<ushort> groups)
    {
        (int Start, int Length) best = (-1, 1);
        for (int i = 0; i < groups.Length; i++)
        {
            int end = i;
            while (end < groups.Length && groups[end] == 0)
            {
                end++;
            }

            if (end - i > best.Length)
            {
                best = (i, end - i);
            }

            i = Math.Max(i, end - 1);
        }

        return best.Start < 0 ? (-1, 0) : best;
    }
}
