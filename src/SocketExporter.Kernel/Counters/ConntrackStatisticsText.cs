using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Counters;

/// <summary>
/// /proc/net/stat/nf_conntrack: a line of names, then a line of hexadecimal numbers for each possible CPU. What a column is called says what it is: kernels have renamed,
/// dropped and added some. (A counter that a kernel has given up stays there as 0.)
/// </summary>
internal static class ConntrackStatisticsText
{
    private const int MaxColumns = 64;

    /// <exception cref="KernelReadException">No names, a line with more or fewer numbers than names, or anything but numbers.</exception>
    public static CpuCounterTable Parse(ReadOnlySpan<byte> text, string source)
    {
        var lines = new KernelText(text, source);
        if (!lines.NextLine(out ReadOnlySpan<byte> heading))
        {
            throw lines.Wrong("nothing", "a line of names");
        }

        int names = 0;
        Span<int> counterOf = stackalloc int[MaxColumns];
        while (KernelText.NextWord(ref heading, out ReadOnlySpan<byte> name))
        {
            if (names == MaxColumns)
            {
                throw lines.Wrong($"more than {MaxColumns} names", "fewer");
            }

            counterOf[names++] = CounterOf(name);
        }

        var table = new CpuCounterTable(Enum.GetValues<ConntrackCounter>().Length);
        Span<uint?> counters = new uint?[table.Columns];
        int cpu = 0;
        while (lines.NextLine(out ReadOnlySpan<byte> line))
        {
            int columns = 0;
            while (KernelText.NextWord(ref line, out ReadOnlySpan<byte> word))
            {
                uint number = lines.ParseHexadecimal(word);
                if (columns < names && counterOf[columns] >= 0)
                {
                    counters[counterOf[columns]] = number;
                }

                columns++;
            }

            if (columns != names)
            {
                throw lines.Wrong($"{columns} numbers in line {cpu + 2}", $"as many as the {names} names");
            }

            table.Add(cpu++, counters, source);
        }

        return cpu > 0 ? table : throw lines.Wrong("no line of numbers", "one for each CPU");
    }

    private static int CounterOf(ReadOnlySpan<byte> name) => (int)(name switch
    {
        _ when name.SequenceEqual("found"u8) => ConntrackCounter.Found,
        _ when name.SequenceEqual("invalid"u8) => ConntrackCounter.Invalid,
        _ when name.SequenceEqual("ignore"u8) => ConntrackCounter.Ignore,
        _ when name.SequenceEqual("insert"u8) => ConntrackCounter.Insert,
        _ when name.SequenceEqual("insert_failed"u8) => ConntrackCounter.InsertFailed,
        _ when name.SequenceEqual("drop"u8) => ConntrackCounter.Drop,
        _ when name.SequenceEqual("early_drop"u8) => ConntrackCounter.EarlyDrop,
        _ when name.SequenceEqual("icmp_error"u8) || name.SequenceEqual("error"u8) => ConntrackCounter.Error,
        _ when name.SequenceEqual("search_restart"u8) => ConntrackCounter.SearchRestart,
        _ => (ConntrackCounter)(-1),
    });
}
