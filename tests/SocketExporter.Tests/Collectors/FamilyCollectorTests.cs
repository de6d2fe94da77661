using SocketExporter.Collectors;
using SocketExporter.Kernel.Counters;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Collectors;

/// <summary>Raw, UDP-Lite, netlink and vsock sockets, memory of unix sockets, names of users.</summary>
public sealed class FamilyCollectorTests
{
    [Fact]
    public void A_protocol_that_the_kernel_lists_and_does_not_count_is_absent()
    {
        Snapshot snapshot = new SnapshotBuilder().Build() with { ProtocolSockets = [new("raw", 2), new("vsock", null), new("mptcp", 0)] };

        Assert.Equal(["socket_sockets{protocol=raw} 2", "socket_sockets{protocol=mptcp} 0"], Page.Of(new SocketsCollector(), snapshot));
    }

    [Fact]
    public void Raw_sockets_are_counted_by_family_and_absent_where_the_kernel_has_no_IPv6()
    {
        Assert.Equal(
            ["socket_raw_sockets{family=ipv4} 3"],
            Page.Of(new SockstatCollector(), new SnapshotBuilder().Build() with { SocketStatistics = new SocketStatistics { RawInUse = 3 } }));
        Assert.Equal(
            ["socket_raw_sockets{family=ipv4} 0", "socket_raw_sockets{family=ipv6} 1"],
            Page.Of(new SockstatCollector(), new SnapshotBuilder().Build() with { SocketStatistics = new SocketStatistics { RawInUse = 0, Raw6InUse = 1 } }));
    }

    [Fact]
    public void Raw_and_UDP_Lite_sockets_have_their_own_protocol_by_process_and_user()
    {
        Snapshot snapshot = new SnapshotBuilder()
            .Inet(TallyProtocol.Raw, TcpState.Close, "ping")
            .Inet(TallyProtocol.UdpLite, TcpState.Established, "voice")
            .Build();

        string[] processes = Page.Of(new ProcessesCollector(), snapshot);
        Assert.Contains("socket_process_sockets{process=ping,protocol=raw,state=unconnected} 1", processes);
        Assert.Contains("socket_process_sockets{process=voice,protocol=udplite,state=connected} 1", processes);
        Assert.Equal(
            ["socket_uid_sockets{uid=1000,protocol=raw} 1", "socket_uid_sockets{uid=1000,protocol=udplite} 1"],
            Page.Of(new UsersCollector(), snapshot));
    }

    [Fact]
    public void A_user_id_that_is_shown_has_its_name_where_the_file_has_one()
    {
        Snapshot snapshot = new SnapshotBuilder().Inet(TallyProtocol.Raw, TcpState.Close, "ping").Build();

        Assert.Equal(
            ["socket_uid_sockets{uid=1000,protocol=raw} 1", "socket_uid_info{uid=1000,user=alice} 1"],
            Page.Of(new UsersCollector(), snapshot with { UserNames = new Dictionary<uint, string> { [0] = "root", [1000] = "alice" } }));
        Assert.Equal(
            ["socket_uid_sockets{uid=1000,protocol=raw} 1"],
            Page.Of(new UsersCollector(), snapshot with { UserNames = new Dictionary<uint, string> { [0] = "root" } }));
    }

    [Fact]
    public void Drops_of_netlink_sockets_are_shown_by_protocol()
    {
        Assert.Equal(
            ["socket_netlink_drops_total{netlink_protocol=route} 7", "socket_netlink_drops_total{netlink_protocol=audit} 0"],
            Page.Of(new NetlinkCollector(), new SnapshotBuilder().Build() with { NetlinkDrops = [new("route", 7), new("audit", 0)] }));
    }

    [Fact]
    public void Memory_of_unix_sockets_is_what_they_have_sent_and_goes_on_at_zero_for_ten_minutes()
    {
        var tally = new SocketTally();
        DateTimeOffset start = DateTimeOffset.UnixEpoch;
        TallyKey key = new TallyKey(TallyProtocol.UnixStream, IpFamily.Ipv4, (byte)UnixSocketState.Connected, Direction.None, ServicePort.None).WithOwner(2);
        Assert.Empty(Memory(0, sent: 0));
        Assert.Equal(["socket_unix_memory_bytes{process=bus} 6400"], Memory(1, sent: 6400));
        Assert.Equal(["socket_unix_memory_bytes{process=bus} 0"], Memory(2, sent: 0));
        Assert.Equal(["socket_unix_memory_bytes{process=bus} 0"], Memory(11, sent: 0));
        Assert.Empty(Memory(12, sent: 0));

        string[] Memory(int minute, uint sent)
        {
            tally.BeginSample(start + TimeSpan.FromMinutes(minute), keepZeros: true);
            tally.Add(key, 5000, sent, receiveQueued: true, sendQueued: sent > 0);
            var snapshot = new Snapshot { TakenAt = start, Tally = tally.ToRows(), Owners = [Owner.None, Owner.Other, new Owner("bus", "0")] };
            return [.. Page.Of(new UnixCollector(), snapshot).Where(static line => line.StartsWith("socket_unix_memory_bytes", StringComparison.Ordinal))];
        }
    }
}
