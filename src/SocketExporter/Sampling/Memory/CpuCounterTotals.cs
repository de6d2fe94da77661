using SocketExporter.Kernel.Counters;

namespace SocketExporter.Sampling.Memory;

/// <summary>
/// Sums of counters that the kernel keeps for each CPU alone, in 32 bits. They begin at what the kernel says and never fall: a counter that wraps goes on, one that begins
/// again (a module that was loaded anew) too, and what a CPU has counted stays when it is switched off. One that is switched on later counts from then on. 4 bytes for each CPU and counter; <see cref="CpuCounterTable.MaxCpus"/>
/// is its capacity.
/// </summary>
internal sealed class CpuCounterTotals
{
    /// <summary>
    /// A counter that is lower than before by more than half its range has wrapped, by less it has begun again. Half the range is 35 million packets a second for a minute.
    /// </summary>
    private const uint HalfRange = 1u << 31;

    private readonly Dictionary<int, uint[]> _last = [];
    private long?[] _totals = [];
    private int _rows;

    /// <summary>The totals by column with what <paramref name="table"/> adds to them; null where the kernel does not have the counter.</summary>
    public IReadOnlyList<long?> Add(CpuCounterTable table)
    {
        bool first = _totals.Length == 0;
        if (first)
        {
            _totals = new long?[table.Columns];
        }

        // Which CPU has gone cannot be told where rows have no numbers: then what was counted since the last sample is lost, and nothing is counted twice.
        bool moved = !table.AreCpusKnown && !first && table.Cpus.Count != _rows;
        _rows = table.Cpus.Count;
        if (moved)
        {
            _last.Clear();
        }

        for (int row = 0; row < table.Cpus.Count; row++)
        {
            bool known = _last.TryGetValue(table.Cpus[row], out uint[]? last);
            // One that comes later was off until now, and has counted before: how much of it since the first sample cannot be told.
            bool isBaseline = moved || (!known && !first);
            if (!known)
            {
                last = new uint[table.Columns];
                _last.Add(table.Cpus[row], last);
            }

            for (int column = 0; column < table.Columns; column++)
            {
                uint value = table.Value(row, column);
                if (table.IsKnown(column))
                {
                    _totals[column] = (_totals[column] ?? 0) + (isBaseline ? 0 : Increase(last![column], value));
                }

                last![column] = value;
            }
        }

        return [.. _totals];
    }

    private static uint Increase(uint last, uint now)
    {
        uint increase = unchecked(now - last);
        return now >= last || increase < HalfRange ? increase : now;
    }
}
