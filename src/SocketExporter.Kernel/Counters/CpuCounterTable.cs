namespace SocketExporter.Kernel.Counters;

/// <summary>Counters that the kernel keeps for each CPU alone, 32 bits each: they wrap, and a CPU that is switched off may be missing.</summary>
public sealed class CpuCounterTable
{
    /// <summary>The most that a kernel can be built for (CONFIG_NR_CPUS), on any architecture.</summary>
    public const int MaxCpus = 8_192;

    private readonly List<int> _cpus = [];
    private readonly List<uint> _values = [];
    private readonly bool[] _known;

    /// <param name="columns">Counters of a CPU.</param>
    internal CpuCounterTable(int columns)
    {
        _known = new bool[columns];
    }

    public int Columns => _known.Length;

    /// <summary>The CPU of each row, ascending; only the number of the row where <see cref="AreCpusKnown"/> is false.</summary>
    public IReadOnlyList<int> Cpus => _cpus;

    /// <summary>Whether the kernel says which CPU a row is. Where it does not, a CPU that is switched off moves those after it up.</summary>
    public bool AreCpusKnown { get; internal set; } = true;

    /// <summary>Whether this kernel has the counter.</summary>
    public bool IsKnown(int column) => _known[column];

    public uint Value(int row, int column) => _values[(row * Columns) + column];

    /// <param name="values">Null where this kernel does not have the counter.</param>
    /// <exception cref="KernelReadException">More than <see cref="MaxCpus"/>, or a CPU that does not follow the one before.</exception>
    internal void Add(int cpu, ReadOnlySpan<uint?> values, string source)
    {
        if (_cpus.Count == MaxCpus || cpu is < 0 or >= MaxCpus)
        {
            throw new KernelReadException($"{source}: CPU {cpu} in row {_cpus.Count + 1}, expected at most {MaxCpus} CPUs");
        }

        if (_cpus.Count > 0 && cpu <= _cpus[^1])
        {
            throw new KernelReadException($"{source}: CPU {cpu} after CPU {_cpus[^1]}, expected ascending ones");
        }

        _cpus.Add(cpu);
        for (int column = 0; column < Columns; column++)
        {
            _values.Add(values[column] ?? 0);
            _known[column] |= values[column] is not null;
        }
    }
}
