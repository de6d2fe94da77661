using System.Collections.Immutable;
using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Counters;

/// <summary>The two sysctls of local ports: "32768\t60999" and "8080,9100-9200" (a lone newline where none is reserved).</summary>
internal static class PortRangeText
{
    /// <exception cref="KernelReadException">Anything but these two shapes; ports beyond 65535; intervals that do not ascend.</exception>
    public static EphemeralPortRange Parse(ReadOnlySpan<byte> range, ReadOnlySpan<byte> reserved)
        => new(ParseRange(range), ParseReserved(reserved));

    private static PortInterval ParseRange(ReadOnlySpan<byte> text)
    {
        var lines = new KernelText(text, "ip_local_port_range");
        if (!lines.NextLine(out ReadOnlySpan<byte> line)
            || !KernelText.NextWord(ref line, out ReadOnlySpan<byte> low)
            || !KernelText.NextWord(ref line, out ReadOnlySpan<byte> high)
            || KernelText.NextWord(ref line, out _)
            || lines.NextLine(out _))
        {
            throw lines.Wrong($"'{KernelText.Show(text)}'", "two ports");
        }

        return Interval(in lines, low, high, previousLast: -1);
    }

    private static ImmutableArray<PortInterval> ParseReserved(ReadOnlySpan<byte> text)
    {
        var lines = new KernelText(text, "ip_local_reserved_ports");
        if (!lines.NextLine(out ReadOnlySpan<byte> line) || line.IsEmpty)
        {
            return [];
        }

        ImmutableArray<PortInterval>.Builder intervals = ImmutableArray.CreateBuilder<PortInterval>();
        int last = -1;
        while (true)
        {
            int comma = line.IndexOf((byte)',');
            ReadOnlySpan<byte> item = comma < 0 ? line : line[..comma];
            int dash = item.IndexOf((byte)'-');
            PortInterval interval = Interval(in lines, dash < 0 ? item : item[..dash], item[(dash + 1)..], last);
            intervals.Add(interval);
            last = interval.Last;
            if (comma < 0)
            {
                return intervals.ToImmutable();
            }

            line = line[(comma + 1)..];
        }
    }

    private static PortInterval Interval(in KernelText lines, ReadOnlySpan<byte> first, ReadOnlySpan<byte> last, int previousLast)
    {
        long from = lines.ParseInteger(first);
        long to = lines.ParseInteger(last);
        return from > previousLast && to >= from && to <= ushort.MaxValue
            ? new PortInterval((int)from, (int)to)
            : throw lines.Wrong($"{from} to {to} after {previousLast}", "ascending ports from 0 to 65535");
    }
}
