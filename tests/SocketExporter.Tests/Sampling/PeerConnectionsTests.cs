using SocketExporter.Collectors;
using SocketExporter.Config;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;
using SocketExporter.Tests.Collectors;

namespace SocketExporter.Tests.Sampling;

public sealed class PeerConnectionsTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly SocketAttribution _owners = new(new OwnerMemory(), new SocketTally());

    [Fact]
    public void Connections_are_counted_by_group_direction_and_state()
    {
        PeerConnections memory = Memory("database cidr=10.0.0.0/8,fd00::/8 port=5432", "web port=443");
        memory.BeginSample(Start);
        Observe(memory, "10.1.2.3", 5432);
        Observe(memory, "::ffff:10.1.2.3", 5432, local: "::ffff:10.9.9.9");
        Observe(memory, "fd00::7", 5432, local: "fd00::1", state: TcpState.TimeWait);
        Observe(memory, "10.1.2.3", 5433);
        Observe(memory, "11.0.0.0", 5432);
        Observe(memory, "198.51.100.1", 443, Direction.Inbound);

        Assert.Equal(
            [
                "socket_peer_connections{peer=database,direction=inbound,state=established} 0",
                "socket_peer_connections{peer=database,direction=outbound,state=established} 2",
                "socket_peer_connections{peer=database,direction=outbound,state=time_wait} 1",
                "socket_peer_connections{peer=web,direction=inbound,state=established} 1",
                "socket_peer_connections{peer=web,direction=outbound,state=established} 0",
            ],
            PageOf(memory));
    }

    [Fact]
    public void A_connection_is_in_the_first_group_that_fits_and_in_no_other()
    {
        PeerConnections memory = Memory("one cidr=10.1.2.3", "six cidr=::/0", "net cidr=10.0.0.0/8", "all cidr=0.0.0.0/0");
        memory.BeginSample(Start);
        foreach (string remote in (string[])["10.1.2.3", "10.1.2.4", "9.9.9.9", "2001:db8::1"])
        {
            Observe(memory, remote, 80, local: remote.Contains(':', StringComparison.Ordinal) ? "::1" : "127.0.0.1");
        }

        Assert.Equal(
            [("one", 1L), ("six", 1), ("net", 1), ("all", 1)],
            memory.EndSample(Snapshot(), _owners).PeerConnections.Where(static row => row.Direction == Direction.Outbound).Select(static row => (row.Peer, row.Connections)));
    }

    [Theory]
    [InlineData("fd00:0:0:1::/64", "fd00:0:0:1:ffff::", true)]
    [InlineData("fd00:0:0:1::/64", "fd00:0:0:2::", false)]
    [InlineData("fd00::8/125", "fd00::f", true)]
    [InlineData("fd00::8/125", "fd00::10", false)]
    [InlineData("10.0.0.128/25", "10.0.0.255", true)]
    [InlineData("10.0.0.128/25", "10.0.0.127", false)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    public void A_network_ends_where_its_prefix_says(string network, string remote, bool isIn)
    {
        PeerConnections memory = Memory($"group cidr={network}");
        memory.BeginSample(Start);
        Observe(memory, remote, 80, local: remote.Contains(':', StringComparison.Ordinal) ? "::1" : "127.0.0.1");

        Assert.Equal(isIn ? 1 : 0, memory.EndSample(Snapshot(), _owners).PeerConnections.Sum(static row => row.Connections));
    }

    [Fact]
    public void A_state_that_is_over_goes_on_at_0_for_ten_minutes()
    {
        PeerConnections memory = Memory("web port=443");
        memory.BeginSample(Start);
        Observe(memory, "10.0.0.1", 443, state: TcpState.CloseWait);
        memory.EndSample(Snapshot(), _owners);

        Assert.Equal(3, At(TimeSpan.FromMinutes(10)));
        Assert.Equal(2, At(TimeSpan.FromMinutes(10.1)));

        int At(TimeSpan after)
        {
            memory.BeginSample(Start + after);
            return memory.EndSample(Snapshot(), _owners).PeerConnections.Count;
        }
    }

    [Fact]
    public void What_a_failed_walk_has_shown_is_taken_back()
    {
        PeerConnections memory = Memory("web port=443");
        memory.BeginSample(Start);
        Observe(memory, "10.0.0.1", 443);
        memory.Discard();
        Observe(memory, "10.0.0.1", 443);

        Assert.Equal(1, memory.EndSample(Snapshot(), _owners).PeerConnections.Sum(static row => row.Connections));
    }

    [Fact]
    public void Without_groups_there_are_no_series() => Assert.Empty(Page.Of(new PeersCollector(), Snapshot()));

    private static Snapshot Snapshot() => new SnapshotBuilder().Build();

    private static PeerConnections Memory(params string[] groups) => new([.. groups.Select(static text => PeerGroup.Read(text, out IReadOnlyList<string> complaints) ?? throw new ArgumentException(complaints[0]))]);

    private static void Observe(PeerConnections memory, string remote, ushort port, Direction direction = Direction.Outbound, string local = "127.0.0.1", TcpState state = TcpState.Established)
    {
        InetSocketRow row = Rows.Tcp(state, local, 40_000, remote, port);
        memory.Observe(row, direction, port);
    }

    private string[] PageOf(PeerConnections memory) => [.. Page.Of(new PeersCollector(), memory.EndSample(Snapshot(), _owners))];
}
