using System.Text;
using SocketExporter.Kernel.Counters;

namespace SocketExporter.Kernel.Tests.Counters;

public sealed class SoftnetTextTests
{
    private const string Linux6 =
        "00e28a37 00000001 00000010 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000003 00000004 00000000 00000000 00000000\n" +
        "ffffffff 00000002 00000013 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000005 00000002 00000000 00000000\n";

    [Fact]
    public void A_current_kernel_says_which_CPU_a_line_is_and_how_long_its_backlog_is()
    {
        SoftnetStatistics softnet = Parse(Linux6);

        Assert.True(softnet.Counters.AreCpusKnown);
        Assert.Equal([0, 2], softnet.Counters.Cpus);
        Assert.Equal([14_846_519, 1, 16, 3], Row(softnet, 0));
        Assert.Equal([4_294_967_295, 2, 19, 0], Row(softnet, 1));
        Assert.Equal(9, softnet.BacklogPackets);
    }

    [Theory]
    [InlineData("0000000a 0000000b 0000000c 00000000 00000000 00000000 00000000 00000000 00000000\n", false)] // 9 columns: until Linux 2.6.35
    [InlineData("0000000a 0000000b 0000000c 00000000 00000000 00000000 00000000 00000000 00000000 00000007\n", false)] // 10: received_rps
    [InlineData("0000000a 0000000b 0000000c 00000000 00000000 00000000 00000000 00000000 00000000 00000007 00000000\n", true)] // 11: Linux 3.11 to 5.9
    public void An_older_kernel_says_less(string text, bool flowLimit)
    {
        SoftnetStatistics softnet = Parse(text + text);

        Assert.False(softnet.Counters.AreCpusKnown);
        Assert.Equal([0, 1], softnet.Counters.Cpus);
        Assert.Equal([10, 11, 12, 0], Row(softnet, 1));
        Assert.Equal(flowLimit, softnet.Counters.IsKnown((int)SoftnetCounter.FlowLimited));
        Assert.Null(softnet.BacklogPackets);
    }

    [Fact]
    public void Columns_that_a_newer_kernel_adds_are_skipped()
        => Assert.Equal([0, 2], Parse(Linux6.Replace("\n", " 00000001 0000ffff\n", StringComparison.Ordinal)).Counters.Cpus);

    [Theory]
    [InlineData("", "softnet_stat: nothing, expected a line for each CPU")]
    [InlineData("00000001 00000002\n", "softnet_stat: 2 numbers in line 1, expected 3 or more")]
    [InlineData("\n", "softnet_stat: 0 numbers in line 1, expected 3 or more")]
    [InlineData("00000001 0000000g 00000003\n", "softnet_stat: '0000000g', expected a hexadecimal number of 32 bits")]
    [InlineData("100000001 00000002 00000003\n", "softnet_stat: '100000001', expected a hexadecimal number of 32 bits")]
    [InlineData("00000001 00000002 00000003", "softnet_stat: cut line '00000001 00000002 00000003', expected a newline at its end")]
    public void What_is_no_softnet_stat_is_refused(string text, string message)
        => Assert.Equal(message, Assert.Throws<KernelReadException>(() => Parse(text)).Message);

    [Fact]
    public void A_CPU_that_comes_twice_is_refused()
        => Assert.Equal("softnet_stat: CPU 0 after CPU 0, expected ascending ones", Assert.Throws<KernelReadException>(() => Parse(Linux6[..135] + Linux6[..135])).Message);

    [Fact]
    public void A_CPU_number_that_no_kernel_has_is_refused()
        => Assert.Equal(
            "softnet_stat: CPU 8192 in row 1, expected at most 8192 CPUs",
            Assert.Throws<KernelReadException>(() => Parse("00000001 00000002 00000003 0 0 0 0 0 0 0 0 0 00002000\n")).Message);

    private static SoftnetStatistics Parse(string text) => SoftnetText.Parse(Encoding.ASCII.GetBytes(text), "softnet_stat");

    private static long[] Row(SoftnetStatistics softnet, int row)
        => [.. Enumerable.Range(0, softnet.Counters.Columns).Select(column => (long)softnet.Counters.Value(row, column))];
}
