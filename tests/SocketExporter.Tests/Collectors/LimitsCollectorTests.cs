using SocketExporter.Collectors;
using SocketExporter.Kernel.Counters;

namespace SocketExporter.Tests.Collectors;

public sealed class LimitsCollectorTests
{
    [Fact]
    public void A_limit_that_the_kernel_does_not_say_is_absent()
    {
        var limits = new KernelLimits { SoMaxConn = 4096, TcpMemory = new MemoryLimits(1, 2, 3), FileHandles = 7, MaxFileHandles = 100 };

        Assert.Equal(
            [
                "socket_tcp_memory_limit_bytes{level=low} 1",
                "socket_tcp_memory_limit_bytes{level=pressure} 2",
                "socket_tcp_memory_limit_bytes{level=high} 3",
                "socket_somaxconn 4096",
                "socket_file_handles 7",
                "socket_file_handles_limit 100",
            ],
            Page.Of(new LimitsCollector(), new SnapshotBuilder().Build() with { Limits = limits }));
    }
}
