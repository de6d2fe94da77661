namespace SocketExporter.Kernel.Io;

/// <summary>CPU time of the calling thread, user and system together: what the kernel does for a dump is done in the caller's time.</summary>
public static class ThreadClock
{
    private const int ThreadCpuTime = 3; // CLOCK_THREAD_CPUTIME_ID

    public static unsafe TimeSpan Now()
    {
        long* time = stackalloc long[2];
        return LibC.ClockGetTime(ThreadCpuTime, time) == 0 ? TimeSpan.FromTicks((time[0] * TimeSpan.TicksPerSecond) + (time[1] / 100)) : TimeSpan.Zero;
    }
}
