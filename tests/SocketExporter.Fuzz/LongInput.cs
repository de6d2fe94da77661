using SocketExporter.Kernel.Io;

namespace SocketExporter.Fuzz;

/// <summary>Whether a parser's memory and CPU time follow the length of its input. No absolute times: an eight times longer input is compared with a shorter one.</summary>
internal static class LongInput
{
    private const int Times = 8;

    /// <summary>A linear walk takes 8 times as long, a quadratic one 64 times.</summary>
    private const double MaxRatio = 32;

    /// <summary>Below it the clock measures itself.</summary>
    private static readonly TimeSpan Measurable = TimeSpan.FromMilliseconds(20);

    public static void Check(HostileTarget target)
    {
        // The first run loads code.
        Measure(target, target.LongestBytes / Times);
        (long bytes, TimeSpan cpu) = Measure(target, target.LongestBytes);
        long bound = HostileTarget.FixedBytes + ((long)target.BytesPerByte * target.LongestBytes);
        if (bytes > bound)
        {
            throw new InvalidOperationException($"{target.Name}: {bytes} bytes allocated for {target.LongestBytes}, expected at most {bound}");
        }

        TimeSpan shorter = Least(target, target.LongestBytes / Times);
        TimeSpan longer = cpu < Measurable ? cpu : Least(target, target.LongestBytes);
        if (longer > Measurable && longer > shorter * MaxRatio)
        {
            throw new InvalidOperationException($"{target.Name}: {longer} for {target.LongestBytes} bytes, {shorter} for an eighth of them");
        }
    }

    private static TimeSpan Least(HostileTarget target, int length)
        => Enumerable.Range(0, 3).Select(_ => Measure(target, length).Cpu).Min();

    private static (long Bytes, TimeSpan Cpu) Measure(HostileTarget target, int length)
    {
        byte[] input = target.Long(length);
        long before = GC.GetAllocatedBytesForCurrentThread();
        TimeSpan started = ThreadClock.Now();
        target.Run(input);
        return (GC.GetAllocatedBytesForCurrentThread() - before, ThreadClock.Now() - started);
    }
}
