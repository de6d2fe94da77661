using SocketExporter.Collectors;
using SocketExporter.Kernel.Counters;

namespace SocketExporter.Tests.Collectors;

public sealed class LimitsCollectorTests
{
    [Fact]
    public void Every_limit_that_the_kernel_says_is_shown()
    {
        var limits = new KernelLimits
        {
            SoMaxConn = 4096,
            TcpMaxSynBacklog = 512,
            TcpMaxOrphans = 16_384,
            TcpMaxTimeWaitBuckets = 8192,
            TcpMemory = new MemoryLimits(90_112, 122_880, 180_224),
            UdpMemory = new MemoryLimits(184_320, 245_760, 368_640),
            FileHandles = 1234,
            MaxFileHandles = 1_000_000,
        };

        Assert.Equal(
            [
                "socket_tcp_memory_limit_bytes{level=low} 90112",
                "socket_tcp_memory_limit_bytes{level=pressure} 122880",
                "socket_tcp_memory_limit_bytes{level=high} 180224",
                "socket_udp_memory_limit_bytes{level=low} 184320",
                "socket_udp_memory_limit_bytes{level=pressure} 245760",
                "socket_udp_memory_limit_bytes{level=high} 368640",
                "socket_tcp_orphans_limit 16384",
                "socket_tcp_time_wait_buckets_limit 8192",
                "socket_somaxconn 4096",
                "socket_tcp_max_syn_backlog 512",
                "socket_file_handles 1234",
                "socket_file_handles_limit 1000000",
            ],
            Page.Of(new LimitsCollector(), new SnapshotBuilder().Build() with { Limits = limits }));
    }

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
