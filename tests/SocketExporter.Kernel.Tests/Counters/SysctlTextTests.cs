using System.Text;
using SocketExporter.Kernel.Counters;

namespace SocketExporter.Kernel.Tests.Counters;

public sealed class SysctlTextTests
{
    [Theory]
    [InlineData("4096\n", new long[] { 4096 })]
    [InlineData("191508\t255344\t383016\n", new long[] { 191508, 255344, 383016 })]
    [InlineData("1056\t0\t9223372036854775807\n", new long[] { 1056, 0, 9223372036854775807 })]
    public void A_sysctl_is_so_many_numbers_on_one_line(string text, long[] expected)
    {
        long[] numbers = new long[expected.Length];
        SysctlText.Parse(Encoding.UTF8.GetBytes(text), "sysctl", numbers);

        Assert.Equal(expected, numbers);
    }

    [Theory]
    [InlineData("", "sysctl: '', expected one whole number on one line")]
    [InlineData("12", "sysctl: cut line '12', expected a newline at its end")]
    [InlineData("1 2\n", "sysctl: '1 2\\x0a', expected one whole number on one line")]
    [InlineData("1\n2\n", "sysctl: '1\\x0a2\\x0a', expected one whole number on one line")]
    [InlineData("many\n", "sysctl: 'many', expected a whole number")]
    [InlineData("99999999999999999999\n", "sysctl: '99999999999999999999', expected a whole number")]
    public void Anything_else_is_refused(string text, string message)
    {
        Assert.Equal(message, Assert.Throws<KernelReadException>(() => SysctlText.Parse(Encoding.UTF8.GetBytes(text), "sysctl", new long[1])).Message);
    }

    [Fact]
    public void Limits_of_this_kernel_are_read()
    {
        using var reader = new KernelLimitsReader("/proc", Environment.SystemPageSize);
        KernelLimits limits = reader.Read();

        Assert.Equal(long.Parse(File.ReadAllText("/proc/sys/net/core/somaxconn"), System.Globalization.CultureInfo.InvariantCulture), limits.SoMaxConn);
        Assert.True(limits.FileHandles > 0);

    }

    [Fact]
    public void A_procfs_without_any_limit_is_a_failure_and_not_a_host_without_limits()
    {
        using var nowhere = new KernelLimitsReader("/nonexistent", 4096);
        Assert.StartsWith("/nonexistent/sys: none of the limits is there", Assert.Throws<KernelReadException>(nowhere.Read).Message, StringComparison.Ordinal);
    }
}
