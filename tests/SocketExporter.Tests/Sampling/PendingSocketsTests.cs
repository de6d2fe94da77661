using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Sampling;

public sealed class PendingSocketsTests
{
    [Fact]
    public void It_holds_200_000_and_refuses_the_next()
    {
        PendingSockets pending = Filled(200_000);
        Assert.Equal(200_000, pending.Count);
        Assert.False(pending.TryAdd(Socket(7)));
        Assert.Equal(200_000, pending.Count);
        Assert.Equal(199_999u, pending[199_999].Inode);
        Assert.Equal(2_000u, pending[2_000].Inode);
    }

    [Fact]
    public void Memory_that_was_not_needed_since_the_last_time_is_given_back()
    {
        PendingSockets pending = Filled(200_000);
        pending.Clear();
        Assert.Equal(0, pending.Count);
        Assert.Equal(200_000, pending.Room);
        Assert.True(pending.TryAdd(Socket(1)));
        pending.Clear();
        Assert.Equal(2_000, pending.Room);
        pending.Clear();
        Assert.Equal(0, pending.Room);
    }

    [Fact]
    public void Filled_again_to_the_same_height_it_allocates_nothing()
    {
        PendingSockets pending = Filled(10_000);
        pending.Clear();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (uint inode = 0; inode < 10_000; inode++)
        {
            pending.TryAdd(Socket(inode));
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void What_is_removed_leaves_the_others_in_their_order()
    {
        PendingSockets pending = Filled(5_000);
        pending.RemoveAll(static socket => socket.Inode % 2 == 0);
        Assert.Equal(2_500, pending.Count);
        Assert.Equal((1u, 4_999u), (pending[0].Inode, pending[2_499].Inode));
    }

    private static PendingSockets Filled(uint count)
    {
        var pending = new PendingSockets();
        for (uint inode = 0; inode < count; inode++)
        {
            Assert.True(pending.TryAdd(Socket(inode)));
        }

        return pending;
    }

    private static PendingSocket Socket(uint inode) =>
        new(new TallyKey(TallyProtocol.Tcp, IpFamily.Ipv4, (byte)TcpState.Established, Direction.Inbound, 80), inode, 0, 0, 0, false, false);
}
