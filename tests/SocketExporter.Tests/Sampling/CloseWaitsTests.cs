using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Sampling;

public sealed class CloseWaitsTests
{
    private readonly CloseWaits _closeWaits = new();
    private readonly SocketTally _tally = new();
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

    [Fact]
    public void The_age_of_a_service_is_that_of_the_connection_that_was_seen_first()
    {
        Begin();
        Observe(1, 80);
        Assert.Empty(End()); // seen once: it may be about to be closed
        Pass(30);
        Observe(1, 80);
        Observe(2, 80);
        Observe(3, 443, direction: Direction.Outbound);
        Assert.Equal([(80, 30.0)], End());
        Pass(40);
        Observe(2, 80);
        Observe(3, 443, direction: Direction.Outbound);
        Assert.Equal([(80, 40.0), (443, 40.0)], End());
    }

    [Fact]
    public void One_that_is_gone_is_forgotten_and_begins_anew()
    {
        Begin();
        Observe(1, 80);
        End();
        Pass(10);
        Assert.Empty(End());
        Pass(10);
        Assert.Empty(End());
        Assert.Equal(0, Tracked);
        Pass(10);
        Observe(1, 80);
        Assert.Empty(End());
        Pass(7);
        Observe(1, 80);
        Assert.Equal([(80, 7.0)], End());
    }

    [Fact]
    public void One_that_a_single_dump_has_missed_has_no_age_in_it_and_its_whole_age_in_the_next()
    {
        Begin();
        Observe(1, 80);
        Observe(2, 443);
        End();
        for (int i = 1; i <= 3; i++)
        {
            Pass(10);
            Observe(2, 443);
            Assert.Equal([(443, (i * 20) - 10.0)], End());
            Pass(10);
            Observe(1, 80);
            Observe(2, 443);
            Assert.Equal([(80, i * 20.0), (443, i * 20.0)], End());
        }
    }

    [Fact]
    public void A_walk_that_failed_takes_no_age_away()
    {
        Begin();
        Observe(1, 80);
        End();
        Pass(10);
        _closeWaits.Discard();
        Pass(10);
        Observe(1, 80);
        Assert.Equal([(80, 20.0)], End());
    }

    [Fact]
    public void What_nobody_has_accepted_is_a_row_of_its_own()
    {
        Begin();
        Observe(1, 80);
        Observe(2, 80, inode: 0);
        End();
        Pass(5);
        Observe(1, 80);
        Observe(2, 80, inode: 0);
        Assert.Equal([false, true], Rows(_closeWaits.EndSample(Snapshot(), Owners())).Select(static row => row.OwnerIndex == Owner.NoneIndex));
    }

    [Fact]
    public void How_many_there_are_and_how_many_have_unread_data_is_what_the_cube_says()
    {
        Begin();
        Add(80, unread: true);
        Add(80, unread: false, IpFamily.Ipv6);
        CloseWaitsRow row = Assert.Single(_closeWaits.EndSample(Snapshot(), Owners()).CloseWaits);
        Assert.Equal((Direction.Inbound, 80, 2, 1, true, null), (row.Direction, row.Port.Value, row.Connections, row.Unread, row.HadUnread, row.OldestSeconds));
    }

    [Fact]
    public void A_service_without_any_for_less_than_ten_minutes_has_a_row_without_an_age()
    {
        Begin();
        Add(80, unread: true);
        _tally.BeginSample(_now.AddMinutes(9), keepZeros: true);
        CloseWaitsRow row = Assert.Single(_closeWaits.EndSample(Snapshot(), Owners()).CloseWaits);
        Assert.Equal((0, 0, true, null), (row.Connections, row.Unread, row.HadUnread, row.OldestSeconds));
    }

    [Fact]
    public void A_service_whose_connections_never_had_unread_data_says_so()
    {
        Begin();
        Add(80, unread: false);
        Assert.False(Assert.Single(_closeWaits.EndSample(Snapshot(), Owners()).CloseWaits).HadUnread);
    }

    [Fact]
    public void Beyond_its_capacity_they_are_counted_and_have_no_age()
    {
        CloseWaitsRow[] rows = [];
        for (int sample = 0; sample < 2; sample++)
        {
            Pass(5);
            for (ulong cookie = 1; cookie <= CloseWaits.Capacity; cookie++)
            {
                Observe(cookie, 80);
            }

            Observe(CloseWaits.Capacity + 1, 443);
            Add(443, unread: true);
            rows = Rows(_closeWaits.EndSample(Snapshot(), Owners()));
        }

        Assert.Equal([(80, 5.0), (443, null)], rows.OrderBy(static row => row.Port.Value).Select(static row => (row.Port.Value, row.OldestSeconds)));
        Assert.Equal(CloseWaits.Capacity, Tracked);
    }

    private int Tracked => Assert.Single(_closeWaits.Tracked).Count;

    private static CloseWaitsRow[] Rows(Snapshot snapshot) => [.. snapshot.CloseWaits];

    private static SocketAttribution Owners()
    {
        var owners = new SocketAttribution(new OwnerMemory(), new SocketTally());
        owners.BeginSample(null);
        return owners;
    }

    private void Begin()
    {
        _tally.BeginSample(_now, keepZeros: false);
        _closeWaits.BeginSample(_now);
    }

    private void Pass(int seconds)
    {
        _now += TimeSpan.FromSeconds(seconds);
        Begin();
    }

    private void Observe(ulong cookie, ushort port, uint inode = 9, Direction direction = Direction.Inbound)
        => _closeWaits.Observe(Tests.Sampling.Rows.Tcp(TcpState.CloseWait, "10.0.0.1", port, "10.0.0.2", 40_000, cookie) with { Inode = inode }, direction, port);

    private void Add(ushort port, bool unread, IpFamily family = IpFamily.Ipv4)
        => _tally.Add(new TallyKey(TallyProtocol.Tcp, family, (byte)TcpState.CloseWait, Direction.Inbound, port).WithOwner(2), 1, 0, unread, false);

    private (int Port, double? OldestSeconds)[] End()
        => [.. _closeWaits.EndSample(Snapshot(), Owners()).CloseWaits.OrderBy(static row => row.Port.Value).Select(static row => (row.Port.Value, row.OldestSeconds))];

    private Snapshot Snapshot() => new() { TakenAt = _now, Tally = _tally.ToRows() };
}
