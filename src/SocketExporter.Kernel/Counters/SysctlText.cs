using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Counters;

/// <summary>A sysctl of whole numbers on one line: "4096", or "191508\t255344\t383016".</summary>
internal static class SysctlText
{
    /// <summary>Fills <paramref name="numbers"/> with exactly as many numbers.</summary>
    /// <exception cref="KernelReadException">More or fewer numbers, no numbers, or more than one line.</exception>
    public static void Parse(ReadOnlySpan<byte> text, string source, Span<long> numbers)
    {
        var lines = new KernelText(text, source);
        if (!lines.NextLine(out ReadOnlySpan<byte> line) || lines.NextLine(out _))
        {
            throw WrongCount(lines, text, numbers.Length);
        }

        foreach (ref long number in numbers)
        {
            number = KernelText.NextWord(ref line, out ReadOnlySpan<byte> word) ? lines.ParseLimit(word) : throw WrongCount(lines, text, numbers.Length);
        }

        if (KernelText.NextWord(ref line, out _))
        {
            throw WrongCount(lines, text, numbers.Length);
        }
    }

    private static KernelReadException WrongCount(in KernelText lines, ReadOnlySpan<byte> text, int count)
        => lines.Wrong($"'{KernelText.Show(text)}'", count == 1 ? "one whole number on one line" : $"{count} whole numbers on one line");
}
