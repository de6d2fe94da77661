using SocketExporter.Kernel.Io;

namespace SocketExporter.Benchmarks;

/// <summary>Something that is measured: CPU time of this thread and bytes allocated by it, run by run.</summary>
internal sealed class Contestant
{
    private readonly Action _run;
    private readonly List<double> _cpuMicroseconds = [];
    private readonly List<double> _allocatedBytes = [];

    public Contestant(string name, Action run)
    {
        Name = name;
        _run = run;
    }

    public string Name { get; }

    public double CpuMicroseconds => Median(_cpuMicroseconds);

    /// <summary>The least disturbed run.</summary>
    public double MinCpuMicroseconds => _cpuMicroseconds.Count == 0 ? double.NaN : _cpuMicroseconds.Min();

    public double AllocatedBytes => Median(_allocatedBytes);

    /// <summary>
    /// A B C, A B C …: what disturbs the machine for a second disturbs all alike. The first <paramref name="warmUp"/> rounds are forgotten: the compiler
    /// works in tiers, and the exporter's memories fill in the first sample.
    /// </summary>
    public static void RunInterleaved(int warmUp, int rounds, params ReadOnlySpan<Contestant> contestants)
    {
        for (int round = 0; round < warmUp + rounds; round++)
        {
            foreach (Contestant contestant in contestants)
            {
                contestant.RunOnce(keep: round >= warmUp);
            }

            if (round < warmUp)
            {
                Thread.Sleep(20); // The compiler promotes what is hot in the background, 100 ms after the last start-up activity.
            }
        }
    }

    /// <summary>Median of the ratios of runs that stood side by side: steadier than the ratio of two medians.</summary>
    public double RatioTo(Contestant other) => Median([.. _cpuMicroseconds.Zip(other._cpuMicroseconds, static (mine, theirs) => mine / theirs)]);

    /// <summary>
    /// As <see cref="RatioTo"/> where every so many runs one is to be held against another contestant, whichever it is: median over all stretches of that length.
    /// </summary>
    public double RatioToTurns(Contestant usual, Contestant once, int turn)
    {
        List<double> ratios = [];
        for (int start = 0; start + turn <= _cpuMicroseconds.Count; start++)
        {
            double Sum(Contestant contestant) => contestant._cpuMicroseconds.Skip(start).Take(turn).Sum();
            ratios.Add(Sum(this) / (((turn - 1) * Sum(usual) / turn) + (Sum(once) / turn)));
        }

        return Median(ratios);
    }

    /// <summary>
    /// What the machine alone makes of two runs of the same: the median ratio of this contestant's runs to its own runs before, and the distance of the
    /// quartiles of these ratios. A ratio to another that is within this of 1 is no difference.
    /// </summary>
    public (double Median, double QuartileDistance) RatioToItself()
    {
        double[] ratios = [.. _cpuMicroseconds.Skip(1).Zip(_cpuMicroseconds, static (now, before) => now / before).Order()];
        return ratios.Length == 0 ? (double.NaN, double.NaN) : (ratios[ratios.Length / 2], ratios[ratios.Length * 3 / 4] - ratios[ratios.Length / 4]);
    }

    public void RunOnce(bool keep)
    {
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        TimeSpan start = ThreadClock.Now();
        _run();
        TimeSpan cpu = ThreadClock.Now() - start;
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        if (keep)
        {
            _cpuMicroseconds.Add(cpu.TotalMicroseconds);
            _allocatedBytes.Add(bytes);
        }
    }

    private static double Median(List<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[sorted.Length / 2];
    }
}
