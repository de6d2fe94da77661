using System.Collections.Immutable;

namespace SocketExporter.Kernel.Counters;

/// <summary>
/// The protocol counters at one moment; never changes. <see cref="Names"/> is the same array (==) as in the table before while the kernel
/// lists the same counters, so that what was derived from names can be kept.
/// </summary>
public sealed class CounterTable
{
    internal CounterTable(ImmutableArray<CounterName> names, ImmutableArray<Int128> values)
    {
        Names = names;
        Values = values;
    }

    /// <summary>In the kernel's order: snmp, netstat, snmp6, sctp/snmp, xfrm_stat.</summary>
    public ImmutableArray<CounterName> Names { get; }

    /// <summary>The value of each name, 0 to 2^64 - 1. A few are gauges, and Tcp MaxConn is -1 where there is no limit.</summary>
    public ImmutableArray<Int128> Values { get; }
}
