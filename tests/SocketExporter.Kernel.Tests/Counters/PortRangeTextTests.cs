using System.Text;
using SocketExporter.Kernel.Counters;

namespace SocketExporter.Kernel.Tests.Counters;

public sealed class PortRangeTextTests
{
    private static EphemeralPortRange Parse(string range, string reserved)
        => PortRangeText.Parse(Encoding.UTF8.GetBytes(range), Encoding.UTF8.GetBytes(reserved));

    [Fact]
    public void A_range_contains_its_ends_and_nothing_beyond()
    {
        EphemeralPortRange range = Parse("32768\t60999\n", "\n");
        Assert.Equal((32768, 60999, 28232), (range.Low, range.High, range.Count));
        Assert.Empty(range.Reserved);
        Assert.Equal([false, true, true, true, false], new[] { 32767, 32768, 40000, 60999, 61000 }.Select(range.Contains));
    }

    [Fact]
    public void A_reserved_port_is_not_contained_and_not_counted()
    {
        EphemeralPortRange range = Parse("9000 9999\n", "80,8999-9000,9100-9199,9300,9999-10005,20000\n");
        Assert.Equal(
            new PortInterval[] { new(80, 80), new(8999, 9000), new(9100, 9199), new(9300, 9300), new(9999, 10005), new(20000, 20000) },
            range.Reserved.ToArray());
        Assert.Equal(1000 - 1 - 100 - 1 - 1, range.Count);
        Assert.Equal(
            [false, true, true, false, false, true, true, false, true, true, false],
            new[] { 9000, 9001, 9099, 9100, 9199, 9200, 9299, 9300, 9301, 9998, 9999 }.Select(range.Contains));
    }

    [Fact]
    public void A_whole_range_reserved_leaves_no_port()
    {
        EphemeralPortRange range = Parse("9000 9001\n", "0-65535\n");
        Assert.Equal(0, range.Count);
        Assert.False(range.Contains(9000));
    }

    [Theory]
    [InlineData("", "\n", "ip_local_port_range: '', expected two ports")]
    [InlineData("\n", "\n", "ip_local_port_range: '\\x0a', expected two ports")]
    [InlineData("32768\n", "\n", "ip_local_port_range: '32768\\x0a', expected two ports")]
    [InlineData("32768 60999", "\n", "ip_local_port_range: cut line '32768 60999', expected a newline at its end")]
    [InlineData("1 2 3\n", "\n", "ip_local_port_range: '1 2 3\\x0a', expected two ports")]
    [InlineData("60999 32768\n", "\n", "ip_local_port_range: 60999 to 32768 after -1, expected ascending ports from 0 to 65535")]
    [InlineData("1 65536\n", "\n", "ip_local_port_range: 1 to 65536 after -1, expected ascending ports from 0 to 65535")]
    [InlineData("1 2\n", "80,x\n", "ip_local_reserved_ports: 'x', expected a whole number")]
    [InlineData("1 2\n", "80,\n", "ip_local_reserved_ports: '', expected a whole number")]
    [InlineData("1 2\n", "80", "ip_local_reserved_ports: cut line '80', expected a newline at its end")]
    [InlineData("1 2\n", "81,80\n", "ip_local_reserved_ports: 80 to 80 after 81, expected ascending ports from 0 to 65535")]
    [InlineData("1 2\n", "5-3\n", "ip_local_reserved_ports: 5 to 3 after -1, expected ascending ports from 0 to 65535")]
    public void A_text_of_another_shape_is_refused(string range, string reserved, string message)
        => Assert.Equal(message, Assert.Throws<KernelReadException>(() => Parse(range, reserved)).Message);
}
