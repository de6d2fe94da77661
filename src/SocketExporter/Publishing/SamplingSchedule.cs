namespace SocketExporter.Publishing;

/// <summary>When samples are due. Times count from the start of sampling.</summary>
/// <param name="Interval">From sample to sample.</param>
/// <param name="CpuBudgetCores">
/// Share of one core that sampling may take: after a sample that cost c CPU seconds, the looks at listeners since then included, the next one starts at the earliest
/// c / budget after its start.
/// At 1 a sample on one thread never costs more than its own time, so the interval is never stretched.
/// </param>
internal sealed record SamplingSchedule(TimeSpan Interval, double CpuBudgetCores)
{
    /// <summary>Looking at the listeners between samples may take one part in this many of the budget.</summary>
    public const int ListenerShare = 5;

    /// <summary>The first two samples are paid for within this time: the span over which the budget is promised.</summary>
    public static readonly TimeSpan PayOff = TimeSpan.FromMinutes(5);

    /// <summary>From look to look at the listeners; the default is never.</summary>
    public TimeSpan ListenerInterval { get; init; } = TimeSpan.MaxValue;

    /// <summary>
    /// Due times stand on the interval's grid, so delays don't add up. A sample the budget puts off moves the grid; one that is longer than the
    /// interval skips the times it has missed.
    /// </summary>
    /// <param name="due">When the last sample was due.</param>
    /// <param name="started">When it started.</param>
    /// <param name="now">Its end.</param>
    /// <param name="cpuSeconds">Its cost.</param>
    public TimeSpan Next(TimeSpan due, TimeSpan started, TimeSpan now, double cpuSeconds)
    {
        TimeSpan next = due + Interval;
        if (next < now)
        {
            long missed = ((now - next).Ticks + Interval.Ticks - 1) / Interval.Ticks;
            next += missed * Interval;
        }

        TimeSpan earliest = started + Paid(cpuSeconds);
        return next < earliest ? earliest : next;
    }

    /// <summary>When the listeners are looked at again. The cost of a look counts for the next sample too.</summary>
    /// <param name="started">When the last look began; a sample begins with one.</param>
    /// <param name="cpuSeconds">The look's cost.</param>
    public TimeSpan NextLook(TimeSpan started, double cpuSeconds)
    {
        if (ListenerInterval >= Interval)
        {
            return TimeSpan.MaxValue;
        }

        TimeSpan paid = TimeSpan.FromSeconds(cpuSeconds * ListenerShare / CpuBudgetCores);
        return started + (paid > ListenerInterval ? paid : ListenerInterval);
    }

    /// <summary>The interval as the budget stretches it. A sample that hung is none of it: it cost no CPU and says nothing of the next.</summary>
    public TimeSpan Stretched(double cpuSeconds) => Paid(cpuSeconds) > Interval ? Paid(cpuSeconds) : Interval;

    /// <summary>
    /// The schedule for the rest of <see cref="PayOff"/>, when the first samples have cost <paramref name="cpuSeconds"/>, more than one interval pays for: with what is left of
    /// the budget, and half of it at least, so that a host whose first look was very expensive does not stand still.
    /// </summary>
    public SamplingSchedule PayingOff(double cpuSeconds)
    {
        if (Interval >= PayOff)
        {
            return this; // The time is over before the second sample.
        }

        double owed = Math.Max(0, cpuSeconds - (CpuBudgetCores * Interval.TotalSeconds));
        return this with { CpuBudgetCores = Math.Max(CpuBudgetCores / 2, CpuBudgetCores - (owed / (PayOff - Interval).TotalSeconds)) };
    }

    private TimeSpan Paid(double cpuSeconds) => TimeSpan.FromSeconds(cpuSeconds / CpuBudgetCores);
}
