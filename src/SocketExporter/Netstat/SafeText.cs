using System.Buffers;
using System.Globalization;
using System.Text;

namespace SocketExporter.Netstat;

/// <summary>
/// Names that anyone may choose (paths of unix sockets, processes, hosts), so that they can't do anything to a terminal or look like a line of the table:
/// control characters, formatting characters (which turn the direction of text) and what is no UTF-8 are shown byte by byte as \x1b. A backslash stays one.
/// </summary>
internal static class SafeText
{
    public static int MaxBytes(int length) => 4 * length;

    /// <returns>Bytes written to <paramref name="target"/>, which must have room for <see cref="MaxBytes"/>.</returns>
    public static int Escape(ReadOnlySpan<byte> text, Span<byte> target)
    {
        if (text.IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0)
        {
            text.CopyTo(target);
            return text.Length;
        }

        int length = 0;
        while (!text.IsEmpty)
        {
            OperationStatus status = Rune.DecodeFromUtf8(text, out Rune rune, out int used);
            if (status == OperationStatus.Done && IsHarmless(rune))
            {
                text[..used].CopyTo(target[length..]);
                length += used;
            }
            else
            {
                foreach (byte value in text[..used])
                {
                    "\\x"u8.CopyTo(target[length..]);
                    target[length + 2] = Hex(value >> 4);
                    target[length + 3] = Hex(value & 15);
                    length += 4;
                }
            }

            text = text[used..];
        }

        return length;
    }

    public static string Escape(ReadOnlySpan<byte> text)
    {
        byte[] escaped = new byte[MaxBytes(text.Length)];
        return Encoding.UTF8.GetString(escaped, 0, Escape(text, escaped));
    }

    /// <summary>At most so many bytes of a text, and no character in halves.</summary>
    public static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> text, int maxBytes)
    {
        if (text.Length <= maxBytes)
        {
            return text;
        }

        int end = maxBytes;
        while (end > 0 && end > maxBytes - 3 && (text[end] & 0xc0) == 0x80)
        {
            end--;
        }

        return text[..end];
    }

    /// <summary>For JSON, which escapes control characters itself: only what is no UTF-8 is shown as \xff.</summary>
    public static string Valid(ReadOnlySpan<byte> text)
    {
        if (System.Text.Unicode.Utf8.IsValid(text))
        {
            return Encoding.UTF8.GetString(text);
        }

        var valid = new StringBuilder(text.Length);
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(text, out Rune rune, out int used) == OperationStatus.Done)
            {
                valid.Append(rune);
            }
            else
            {
                foreach (byte value in text[..used])
                {
                    valid.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}");
                }
            }

            text = text[used..];
        }

        return valid.ToString();
    }

    private static bool IsHarmless(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse);

    private static byte Hex(int digit) => (byte)(digit < 10 ? '0' + digit : 'a' + digit - 10);
}
