using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace SocketExporter.Kernel.Io;

/// <summary>
/// Words and lines of a text of /proc, taken one after the other. Every line must end with a newline: without that a number that was cut
/// would pass for a smaller one.
/// </summary>
internal ref struct KernelText
{
    public const string Whole = "a newline at its end";

    private const int MaxShownBytes = 40;

    private readonly string _source;
    private ReadOnlySpan<byte> _rest;

    /// <param name="source">What is read, for messages.</param>
    public KernelText(ReadOnlySpan<byte> text, string source)
    {
        _rest = text;
        _source = source;
    }

    /// <summary>The next line without its newline; false at the end of the text.</summary>
    /// <exception cref="KernelReadException">The last line is cut.</exception>
    public bool NextLine(out ReadOnlySpan<byte> line)
    {
        if (!NextLine(out line, out bool cut))
        {
            return false;
        }

        return cut ? throw Wrong($"cut line '{Show(line)}'", Whole) : true;
    }

    /// <summary>The next line without its newline; false at the end of the text.</summary>
    /// <param name="cut">It is the last one and has no newline: whoever takes it must know why, or refuse it as expected <see cref="Whole"/>.</param>
    public bool NextLine(out ReadOnlySpan<byte> line, out bool cut)
    {
        int end = _rest.IndexOf((byte)'\n');
        cut = end < 0 && !_rest.IsEmpty;
        line = end < 0 ? _rest : _rest[..end];
        bool any = !_rest.IsEmpty;
        _rest = end < 0 ? default : _rest[(end + 1)..];
        return any;
    }

    /// <summary>Takes the next word off the front of <paramref name="line"/>; false when nothing but spaces and tabs is left.</summary>
    public static bool NextWord(ref ReadOnlySpan<byte> line, out ReadOnlySpan<byte> word)
    {
        int start = line.IndexOfAnyExcept((byte)' ', (byte)'\t');
        if (start < 0)
        {
            line = word = default;
            return false;
        }

        line = line[start..];
        int end = line.IndexOfAny((byte)' ', (byte)'\t');
        end = end < 0 ? line.Length : end;
        word = line[..end];
        line = line[end..];
        return true;
    }

    /// <summary>A whole number as the kernel prints %ld.</summary>
    public readonly long ParseInteger(ReadOnlySpan<byte> word)
        => Utf8Parser.TryParse(word, out long value, out int used) && used == word.Length
            ? value
            : throw Wrong($"'{Show(word)}'", "a whole number");

    /// <summary>A 32-bit number as the kernel prints %08x.</summary>
    public readonly uint ParseHexadecimal(ReadOnlySpan<byte> word)
        => Utf8Parser.TryParse(word, out uint value, out int used, 'x') && used == word.Length
            ? value
            : throw Wrong($"'{Show(word)}'", "a hexadecimal number of 32 bits");

    /// <summary>A whole number as ParseInteger, or one of the upper half of %lu, which as a limit is as good as 2^63 - 1.</summary>
    public readonly long ParseLimit(ReadOnlySpan<byte> word)
        => Utf8Parser.TryParse(word, out ulong value, out int used) && used == word.Length && value > long.MaxValue ? long.MaxValue : ParseInteger(word);

    /// <summary>A whole number as the kernel prints %ld or %lu, which goes to 2^64 - 1: to the last digit, which a double has not beyond 2^53.</summary>
    public readonly Int128 ParseNumber(ReadOnlySpan<byte> word)
    {
        if (Utf8Parser.TryParse(word, out ulong value, out int used) && used == word.Length)
        {
            return value;
        }

        return ParseInteger(word);
    }

    /// <summary>As many bytes as pages have, at most 2^63 - 1: a limit may be set to any number, and "no limit" must not become a small or negative one.</summary>
    public static long Bytes(long pages, long pageBytes) => (long)Int128.Clamp((Int128)pages * pageBytes, long.MinValue, long.MaxValue);

    public readonly KernelReadException Wrong(string found, string expected) => new($"{_source}: {found}, expected {expected}");

    /// <summary>
    /// At most the first <see cref="MaxShownBytes"/>, for a message. What is shown may be of a damaged file or of somebody's recording: all but blanks, tabs and visible ASCII,
    /// which could do something to a terminal or look like another line of a log, is shown byte by byte as \x1b.
    /// </summary>
    public static string Show(ReadOnlySpan<byte> bytes)
    {
        var shown = new StringBuilder();
        foreach (byte value in bytes[..Math.Min(bytes.Length, MaxShownBytes)])
        {
            if (value is (>= (byte)' ' and <= (byte)'~') or (byte)'\t')
            {
                shown.Append((char)value);
            }
            else
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}");
            }
        }

        return shown.ToString();
    }

    /// <summary>As above, of a text that was decoded already.</summary>
    public static string Show(string text) => Show(Encoding.UTF8.GetBytes(text));
}
