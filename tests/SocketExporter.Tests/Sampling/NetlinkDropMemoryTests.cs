using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling.Memory;

namespace SocketExporter.Tests.Sampling;

public sealed class NetlinkDropMemoryTests
{
    private readonly NetlinkDropMemory _memory = new();

    [Fact]
    public void What_was_dropped_before_the_start_is_not_counted_and_the_protocol_shows_its_zero()
    {
        Assert.Equal(["route 0"], Sample(Row(0, inode: 7, drops: 100)));
        Assert.Equal(["route 5"], Sample(Row(0, inode: 7, drops: 105)));
    }

    [Fact]
    public void A_total_stays_when_its_socket_goes_and_counts_the_next_one_whole()
    {
        Sample();
        Assert.Equal(["generic 3", "kobject_uevent 0"], Sample(Row(16, inode: 7, drops: 3), Row(15, inode: 8, drops: 0)).Order(StringComparer.Ordinal));
        Assert.Equal(["generic 3"], Sample());
        Assert.Equal(["generic 7"], Sample(Row(16, inode: 9, drops: 4)));
    }

    [Fact]
    public void Sockets_of_one_protocol_are_added_and_those_of_others_kept_apart()
    {
        Sample();

        Assert.Equal(["route 3", "audit 4"], Sample(Row(0, inode: 1, drops: 1), Row(0, inode: 2, drops: 2), Row(9, inode: 1, drops: 4)));
    }

    [Fact]
    public void The_kernels_own_sockets_and_closing_ones_show_nothing()
    {
        Assert.Empty(Sample(Row(0, inode: 7, drops: 0, portId: 0), Row(16, inode: 0, drops: 9)));
    }

    [Fact]
    public void A_sample_that_failed_half_way_is_counted_by_the_next()
    {
        Sample();
        _memory.BeginSample();
        _memory.Observe(Row(0, inode: 7, drops: 2));

        Assert.Equal(["route 2"], Sample(Row(0, inode: 7, drops: 2)));
    }

    [Fact]
    public void A_socket_listed_twice_counts_once()
    {
        Sample();

        Assert.Equal(["route 2"], Sample(Row(0, inode: 7, drops: 2), Row(0, inode: 7, drops: 2)));
    }

    [Theory]
    [InlineData(4, "sock_diag")]
    [InlineData(12, "netfilter")]
    [InlineData(17, "17")]
    [InlineData(255, "255")]
    public void A_protocol_has_the_kernels_name_or_its_number(int protocol, string name) => Assert.Equal(name, NetlinkDropMemory.NameOf(protocol));

    private static NetlinkSocketRow Row(int protocol, uint inode, uint drops, uint portId = 42) => new(protocol, portId, 0, drops, inode);

    private string[] Sample(params NetlinkSocketRow[] rows)
    {
        _memory.BeginSample();
        foreach (NetlinkSocketRow row in rows)
        {
            _memory.Observe(row);
        }

        return [.. _memory.EndSample().Select(static protocol => $"{protocol.Protocol} {protocol.Total}")];
    }
}
