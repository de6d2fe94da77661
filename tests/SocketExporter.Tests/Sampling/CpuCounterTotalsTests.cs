using System.Globalization;
using System.Text;
using SocketExporter.Kernel.Counters;
using SocketExporter.Sampling.Memory;

namespace SocketExporter.Tests.Sampling;

public sealed class CpuCounterTotalsTests
{
    private readonly CpuCounterTotals _totals = new();

    [Fact]
    public void The_first_totals_are_the_kernels_own()
        => Assert.Equal(30, Processed((0, 10), (1, 20)));

    [Fact]
    public void A_counter_that_wraps_goes_on()
    {
        Assert.Equal(4_294_967_300, Processed((0, 4_294_967_290), (1, 10)));
        Assert.Equal(4_294_967_322, Processed((0, 16), (1, 10)));
    }

    [Fact]
    public void A_counter_that_begins_again_adds_what_it_has_counted_since()
    {
        Assert.Equal(1_000, Processed((0, 1_000)));
        Assert.Equal(1_007, Processed((0, 7)));
    }

    [Fact]
    public void What_a_CPU_has_counted_stays_when_it_is_switched_off_and_is_not_counted_again_when_it_comes_back()
    {
        Assert.Equal(30, Processed((0, 10), (1, 20)));
        Assert.Equal(31, Processed((0, 11)));
        Assert.Equal(36, Processed((0, 11), (1, 25)));
    }

    [Fact]
    public void A_CPU_that_is_switched_on_later_counts_from_then_on()
    {
        Assert.Equal(10, Processed((0, 10)));
        Assert.Equal(10, Processed((0, 10), (1, 4_000_000_000)));
        Assert.Equal(15, Processed((0, 10), (1, 4_000_000_005)));
    }

    [Fact]
    public void Where_rows_have_no_numbers_a_CPU_that_goes_makes_nothing_fall_and_nothing_count_twice()
    {
        Assert.Equal(60, ProcessedUnnumbered(10, 20, 30));
        Assert.Equal(60, ProcessedUnnumbered(11, 33)); // which one has gone?
        Assert.Equal(62, ProcessedUnnumbered(12, 34));
        Assert.Equal(62, ProcessedUnnumbered(12, 20, 34));
        Assert.Equal(63, ProcessedUnnumbered(12, 21, 34));
    }

    [Fact]
    public void A_counter_that_the_kernel_does_not_have_has_no_total()
        => Assert.Equal([66, 0, 0, null], _totals.Add(SoftnetText.Parse("00000042 0 0\n"u8, "softnet_stat").Counters));

    private long? Processed(params (int Cpu, long Value)[] rows)
        => _totals.Add(Table(rows.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Value:x8} 0 0 0 0 0 0 0 0 0 0 0 {row.Cpu:x}"))))[0];

    private long? ProcessedUnnumbered(params long[] values) => _totals.Add(Table(values.Select(value => string.Create(CultureInfo.InvariantCulture, $"{value:x8} 0 0"))))[0];

    private static CpuCounterTable Table(IEnumerable<string> lines)
        => SoftnetText.Parse(Encoding.ASCII.GetBytes(string.Concat(lines.Select(line => line + "\n"))), "softnet_stat").Counters;
}
