using System.Collections.Immutable;

namespace SocketExporter.Snapshots;

/// <summary>
/// Into which buckets round-trip times are sorted. Two a decade, so that a quantile is known to a factor of three wherever it lies: 0.1 ms and below is the same host or rack, 0.3 the data centre,
/// 1 another zone, 10 the region, 100 an ocean; 300 ms and more is a queue somewhere, or a satellite, and beyond 3 s nobody waits.
/// </summary>
internal static class RoundTripBuckets
{
    /// <summary>Upper bounds, inclusive. What is above all of them falls into one more.</summary>
    public static readonly ImmutableArray<uint> BoundsMicroseconds = [100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000];

    public static readonly int Count = BoundsMicroseconds.Length + 1;

    public static int IndexOf(uint microseconds)
    {
        int index = 0;
        while (index < BoundsMicroseconds.Length && microseconds > BoundsMicroseconds[index])
        {
            index++;
        }

        return index;
    }
}
