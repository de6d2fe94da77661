using System.Text;
using SocketExporter.Kernel.Processes;

namespace SocketExporter.Kernel.Tests.Processes;

public sealed class ProcessLimitsTests
{
    [Theory]
    [InlineData("Limit                     Soft Limit           Hard Limit           Units     \nMax processes             15000                15000                processes \nMax open files            1024                 524288               files     \n", 1024)]
    [InlineData("Max open files            unlimited            unlimited            files     \n", 0)]
    [InlineData("Max open files            9223372036854775807  9223372036854775807  files     \n", int.MaxValue)]
    [InlineData("Max open files            1024", 0)]
    [InlineData("Max open files            -5                   10                   files     \n", 0)]
    [InlineData("Max open files \n", 0)]
    [InlineData("Max file size             unlimited            unlimited            bytes     \n", 0)]
    [InlineData("", 0)]
    public void The_soft_limit_of_open_files_is_read_or_not_known(string text, int limit) => Assert.Equal(limit, ProcessLimits.ParseOpenFiles(Encoding.ASCII.GetBytes(text)));
}
