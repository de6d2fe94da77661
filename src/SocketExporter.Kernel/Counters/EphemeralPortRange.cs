using System.Collections.Immutable;

namespace SocketExporter.Kernel.Counters;

/// <summary>
/// The ports the kernel gives to sockets that did not ask for one: net.ipv4.ip_local_port_range (both families) without
/// net.ipv4.ip_local_reserved_ports. Never changes; a sample with the same sysctls has the same object.
/// </summary>
public sealed class EphemeralPortRange
{
    /// <summary>What the kernel starts with (net/ipv4/af_inet.c), for where the sysctls can't be read.</summary>
    public static readonly EphemeralPortRange KernelDefault = new(new PortInterval(32768, 60999), []);

    internal EphemeralPortRange(PortInterval range, ImmutableArray<PortInterval> reserved)
    {
        Low = range.First;
        High = range.Last;
        Reserved = reserved;
        Count = High - Low + 1;
        foreach (PortInterval interval in reserved)
        {
            Count -= Math.Max(0, Math.Min(interval.Last, High) - Math.Max(interval.First, Low) + 1);
        }
    }

    public int Low { get; }

    public int High { get; }

    /// <summary>Ascending, without overlaps, as the kernel prints its bitmap.</summary>
    public ImmutableArray<PortInterval> Reserved { get; }

    /// <summary>Ports that can be given for one destination.</summary>
    public int Count { get; }

    /// <summary>Whether the kernel itself gives this port. Not a reserved one: whoever has that has asked for it.</summary>
    public bool Contains(int port)
    {
        if (port < Low || port > High)
        {
            return false;
        }

        int first = 0;
        int end = Reserved.Length;
        while (first < end)
        {
            int middle = (first + end) / 2;
            PortInterval interval = Reserved[middle];
            if (port < interval.First)
            {
                end = middle;
            }
            else if (port > interval.Last)
            {
                first = middle + 1;
            }
            else
            {
                return false;
            }
        }

        return true;
    }
}
