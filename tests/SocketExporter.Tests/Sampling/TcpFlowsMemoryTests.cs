using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;
using SocketExporter.Tests.Faults;

namespace SocketExporter.Tests.Sampling;

[Collection(Alone.Name)]
public sealed class TcpFlowsMemoryTests
{
    private readonly TcpFlows _memory = new();

    [Fact]
    public void Two_hundred_thousand_connections_are_followed_in_at_most_64_bytes_each_and_the_rest_is_counted()
    {
        _memory.BeginSample(default);
        _memory.BeginWalk(true);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (ulong cookie = 1; cookie <= TcpFlows.Capacity + 10; cookie++)
        {
            _memory.Observe(Row(cookie, 1, 1, 1), Direction.Inbound, 80);
        }

        long bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.InRange(bytes, 40 * TcpFlows.Capacity, 64 * TcpFlows.Capacity);
        Assert.Equal(new TrackedSockets("flows", TcpFlows.Capacity + 10, TcpFlows.Capacity), _memory.Tracked.Single());

        // A sample like the one before allocates nothing for a connection.
        _memory.EndSample(new Snapshot { TakenAt = default }, null!);
        _memory.BeginWalk(true);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        InetSocketRow row = Row(0, 2, 2, 2);
        for (ulong cookie = 1; cookie <= TcpFlows.Capacity; cookie++)
        {
            row.Cookie = cookie;
            _memory.Observe(row, Direction.Inbound, 80);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 1_000);
        Assert.Equal([new(Direction.Inbound, 80, TcpFlows.Capacity)], _memory.EndSample(new Snapshot { TakenAt = default }, null!).Traffic!.SentBytes);
    }

    private static InetSocketRow Row(ulong cookie, uint segments, ulong acknowledged, ulong received) => Rows.Tcp(TcpState.Established, "10.0.0.1", 80, "10.0.0.2", 40000, cookie) with
    {
        SentSegments = segments,
        AcknowledgedBytes = acknowledged,
        ReceivedBytes = received,
    };
}
