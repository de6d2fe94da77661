using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Counters;

/// <summary>
/// A line for each CPU that is on, hexadecimal numbers of 32 bits without a heading. Kernels add columns at the end, and the number of them says which there are: 10 until
/// Linux 3.10, then flow_limit_count, since 5.10 the length of the backlog and the CPU's number.
/// </summary>
internal static class SoftnetText
{
    private const int MinColumns = 3;
    private const int FlowLimitColumn = 10;
    private const int BacklogColumn = 11;
    private const int CpuColumn = 12;

    /// <exception cref="KernelReadException">Nothing, a line of less than three numbers, anything but numbers, or CPUs out of order.</exception>
    public static SoftnetStatistics Parse(ReadOnlySpan<byte> text, string source)
    {
        var lines = new KernelText(text, source);
        var table = new CpuCounterTable(Enum.GetValues<SoftnetCounter>().Length);
        long? backlog = null;
        int row = 0;
        Span<uint> numbers = stackalloc uint[CpuColumn + 1];
        Span<uint?> counters = new uint?[table.Columns];
        while (lines.NextLine(out ReadOnlySpan<byte> line))
        {
            int columns = 0;
            while (KernelText.NextWord(ref line, out ReadOnlySpan<byte> word))
            {
                uint number = lines.ParseHexadecimal(word);
                if (columns < numbers.Length)
                {
                    numbers[columns] = number;
                }

                columns++;
            }

            if (columns < MinColumns)
            {
                throw lines.Wrong($"{columns} numbers in line {row + 1}", $"{MinColumns} or more");
            }

            counters[(int)SoftnetCounter.Processed] = numbers[0];
            counters[(int)SoftnetCounter.Dropped] = numbers[1];
            counters[(int)SoftnetCounter.Squeezed] = numbers[2];
            counters[(int)SoftnetCounter.FlowLimited] = columns > FlowLimitColumn ? numbers[FlowLimitColumn] : null;
            table.AreCpusKnown = columns > CpuColumn;
            table.Add(table.AreCpusKnown ? (int)Math.Min(numbers[CpuColumn], int.MaxValue) : row, counters, source);
            backlog = columns > BacklogColumn ? (backlog ?? 0) + numbers[BacklogColumn] : backlog;
            row++;
        }

        return row > 0 ? new SoftnetStatistics(table, backlog) : throw lines.Wrong("nothing", "a line for each CPU");
    }
}
