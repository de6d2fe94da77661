using System.Diagnostics;

namespace SocketExporter.Lab;

/// <summary>Waits, with an end, until the kernel has done what was asked.</summary>
internal static class Still
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public static void Await(Func<bool> condition, Func<string> wanted)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > Limit)
            {
                throw new TimeoutException($"waited {Limit.TotalSeconds:0} s for {wanted()}");
            }

            Thread.Sleep(1);
        }
    }
}
