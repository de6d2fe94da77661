using System.Text;
using SocketExporter.Kernel.Counters;

namespace SocketExporter.Kernel.Tests.Counters;

public sealed class ConntrackStatisticsTextTests
{
    // Linux 6.18: two spaces stand where another column was.
    private const string Linux6 =
        "entries  clashres found new invalid ignore delete chainlength insert insert_failed drop early_drop icmp_error  expect_new expect_create expect_delete search_restart\n" +
        "00000007  00000001 0000000a 00000000 0000000b 00000000 00000000 00000000 0000000c 0000000d 0000000e 0000000f 00000010  00000000 00000000 00000000 00000011\n" +
        "00000007  00000001 ffffffff 00000000 00000001 00000000 00000000 00000000 00000002 00000003 00000004 00000005 00000006  00000000 00000000 00000000 00000008\n";

    [Fact]
    public void Counters_are_found_by_the_names_of_their_columns()
    {
        CpuCounterTable table = Parse(Linux6);

        Assert.Equal([0, 1], table.Cpus);
        Assert.Equal([10, 11, 0, 12, 13, 14, 15, 16, 17], Row(table, 0));
        Assert.Equal([4_294_967_295, 1, 0, 2, 3, 4, 5, 6, 8], Row(table, 1));
    }

    [Fact]
    public void A_column_that_a_kernel_does_not_have_is_not_known()
    {
        CpuCounterTable table = Parse("entries found drop something_new\n00000001 00000002 00000003 00000004\n");

        Assert.Equal(
            [ConntrackCounter.Found, ConntrackCounter.Drop],
            Enum.GetValues<ConntrackCounter>().Where(counter => table.IsKnown((int)counter)));
        Assert.Equal((2u, 3u), (table.Value(0, (int)ConntrackCounter.Found), table.Value(0, (int)ConntrackCounter.Drop)));
    }

    [Theory]
    [InlineData("", "stat: nothing, expected a line of names")]
    [InlineData("entries found\n", "stat: no line of numbers, expected one for each CPU")]
    [InlineData("entries found\n00000001\n", "stat: 1 numbers in line 2, expected as many as the 2 names")]
    [InlineData("entries found\n00000001 00000002\n00000001 00000002 00000003\n", "stat: 3 numbers in line 3, expected as many as the 2 names")]
    [InlineData("entries found\n00000001 -0000002\n", "stat: '-0000002', expected a hexadecimal number of 32 bits")]
    [InlineData("entries found\n00000001 00000002", "stat: cut line '00000001 00000002', expected a newline at its end")]
    public void What_is_no_such_table_is_refused(string text, string message)
        => Assert.Equal(message, Assert.Throws<KernelReadException>(() => Parse(text)).Message);

    private static CpuCounterTable Parse(string text) => ConntrackStatisticsText.Parse(Encoding.ASCII.GetBytes(text), "stat");

    private static long[] Row(CpuCounterTable table, int row) => [.. Enumerable.Range(0, table.Columns).Select(column => (long)table.Value(row, column))];
}
