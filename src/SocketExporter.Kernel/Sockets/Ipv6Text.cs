using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace SocketExporter.Kernel.Sockets;

/// <summary>
/// An IPv6 address as inet_ntop writes it, and with it ss, ip and netstat: the longest run of zero groups as ::, an IPv4 address at the end only of
/// ::a.b.c.d and ::ffff:a.b.c.d. (.NET writes more shapes with an IPv4 address in them.)
/// </summary>
internal static class Ipv6Text
{
    private const int Groups = 8;

    /// <summary>Eight groups of four digits, seven colons; longer is only an IPv4 address at the end, behind shorter text.</summary>
    public const int MaxBytes = 39;

    public static string Of(ulong high, ulong low)
    {
        Span<byte> text = stackalloc byte[MaxBytes];
        return Encoding.ASCII.GetString(text[..Format(high, low, text)]);
    }

    /// <returns>Bytes written to <paramref name="text"/>, at most <see cref="MaxBytes"/>.</returns>
    public static int Format(ulong high, ulong low, Span<byte> text)
    {
        Span<ushort> groups = stackalloc ushort[Groups];
        for (int i = 0; i < 4; i++)
        {
            groups[i] = (ushort)(high >> (48 - (16 * i)));
            groups[i + 4] = (ushort)(low >> (48 - (16 * i)));
        }

        (int start, int length) = LongestZeros(groups);
        int written = 0;
        for (int i = 0; i < Groups; i++)
        {
            if (i >= start && i < start + length)
            {
                if (i == start)
                {
                    text[written++] = (byte)':';
                }

                continue;
            }

            if (i > 0)
            {
                text[written++] = (byte)':';
            }

            if (i == 6 && start == 0 && (length == 6 || (length == 5 && groups[5] == 0xffff)))
            {
                return written + Ipv4Text.Format((uint)low, text[written..]);
            }

            Utf8Formatter.TryFormat(groups[i], text[written..], out int digits, new StandardFormat('x'));
            written += digits;
        }

        if (start + length == Groups && length > 0)
        {
            text[written++] = (byte)':';
        }

        return written;
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
