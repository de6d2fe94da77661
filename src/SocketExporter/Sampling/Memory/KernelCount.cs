namespace SocketExporter.Sampling.Memory;

/// <summary>
/// Increases of the kernel's counters of a connection. One that has become less has turned over, or the application has disconnected the socket and begun a new connection with it: then it began again at 0.
/// </summary>
internal static class KernelCount
{
    /// <summary>Of 32 bits: over 2³¹ less is taken for turned over.</summary>
    public static uint Increase(uint before, uint now) => now >= before || before - now > int.MaxValue ? unchecked(now - before) : now;

    /// <summary>Of 64 bits, which no connection fills.</summary>
    public static ulong Increase(ulong before, ulong now) => now >= before ? now - before : now;
}
