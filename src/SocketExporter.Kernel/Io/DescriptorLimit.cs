namespace SocketExporter.Kernel.Io;

/// <summary>How many files this process may have open.</summary>
public static class DescriptorLimit
{
    private const int OpenFiles = 7; // RLIMIT_NOFILE

    /// <summary>The soft limit now; without one, or where it can't be known, <see cref="int.MaxValue"/>.</summary>
    public static unsafe int Soft()
    {
        ulong* limits = stackalloc ulong[2];
        return LibC.GetRLimit(OpenFiles, limits) == 0 && limits[0] < int.MaxValue ? (int)limits[0] : int.MaxValue;
    }
}
