using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Sampling;

public sealed class RetransmissionsTests
{
    private readonly Retransmissions _memory = new();

    [Fact]
    public void A_connection_alive_at_the_start_credits_only_what_it_sends_again_later()
    {
        Assert.Empty(Sample((1, 80, 5)));
        Assert.Equal([new(Direction.Inbound, 80, 2)], Sample((1, 80, 7)));
        Assert.Empty(Sample((1, 80, 7)));
    }

    [Fact]
    public void One_first_seen_later_credits_all_it_has()
    {
        Sample();
        Assert.Equal([new(Direction.Inbound, 80, 5)], Sample((1, 80, 5)));
    }

    [Fact]
    public void One_that_had_nothing_at_the_start_credits_all_it_has_later()
    {
        Sample((1, 80, 0));
        Assert.Equal([new(Direction.Inbound, 80, 3)], Sample((1, 80, 3)));
    }

    [Fact]
    public void Services_are_summed_by_their_connections()
    {
        Sample((1, 80, 1), (2, 80, 0), (3, 443, 0));
        Assert.Equal([new(Direction.Inbound, 80, 4), new(Direction.Inbound, 443, 9)], Sample((1, 80, 2), (2, 80, 3), (3, 443, 9)));
    }

    [Fact]
    public void The_information_is_asked_for_in_every_sixth_sample()
    {
        var asked = new List<bool>();
        for (int i = 0; i < 14; i++)
        {
            asked.Add(_memory.WantsInformation);
            Walk(_memory.WantsInformation, (1, 80, 1));
        }

        Assert.Equal([true, false, false, false, false, false, true, false, false, false, false, false, true, false], asked);
    }

    [Fact]
    public void A_walk_that_carries_it_for_another_reason_is_used_and_the_own_one_moves()
    {
        Walk(true, (1, 80, 1));
        Walk(false);
        Assert.Equal([new(Direction.Inbound, 80, 1)], Walk(true, (1, 80, 2)));
        for (int i = 0; i < 5; i++)
        {
            Assert.False(_memory.WantsInformation);
            Assert.Empty(Walk(false, (1, 80, null)));
        }

        Assert.True(_memory.WantsInformation);
    }

    [Fact]
    public void A_walk_that_failed_credits_once_with_the_next_and_is_asked_again()
    {
        Sample();
        Begin(true);
        Observe((1, 80, 5));
        _memory.Discard();
        Assert.Equal([new(Direction.Inbound, 80, 6)], Sample((1, 80, 6)));

        // The first of all: those of the half are alive at the start as well.
        var fresh = new Retransmissions();
        fresh.BeginSample(default);
        fresh.BeginWalk(true);
        fresh.Observe(Row(1, 5), Direction.Inbound, 80);
        fresh.Discard();
        Assert.True(fresh.WantsInformation);
        fresh.BeginWalk(true);
        fresh.Observe(Row(1, 6), Direction.Inbound, 80);
        fresh.Observe(Row(2, 3), Direction.Inbound, 80);
        Assert.Equal([new(Direction.Inbound, 80, 1)], fresh.EndSample(new Snapshot { TakenAt = default }, null!).Retransmissions!);
    }

    [Fact]
    public void A_count_that_turns_over_goes_on_and_one_that_begins_again_counts_from_0()
    {
        Sample((1, 80, uint.MaxValue - 1), (2, 81, 1_000));
        Assert.Equal([new(Direction.Inbound, 80, 5), new(Direction.Inbound, 81, 3)], Sample((1, 80, 3), (2, 81, 3)));
    }

    [Fact]
    public void A_connection_that_a_dump_missed_is_not_credited_anew()
    {
        Sample((1, 80, 5), (2, 80, 0));
        Sample((2, 80, 0));
        Assert.Equal([new(Direction.Inbound, 80, 1)], Sample((1, 80, 6), (2, 80, 0)));
    }

    [Fact]
    public void Those_that_are_gone_for_long_are_forgotten()
    {
        Sample((1, 80, 5));
        for (int i = 0; i < ConnectionMemory<uint>.KeptWalks; i++)
        {
            Sample();
        }

        Assert.Equal(1, Tracked);
        Sample();
        Assert.Equal(0, Tracked);
    }

    [Fact]
    public void What_is_beyond_its_capacity_is_counted_as_wanted_and_credits_nothing_also_when_there_is_room_again()
    {
        Sample();
        (ulong, ushort, uint?)[] many = [.. Enumerable.Range(1, Retransmissions.Capacity + 3).Select(i => ((ulong)i, (ushort)80, (uint?)10))];
        Assert.Equal([new(Direction.Inbound, 80, 10 * Retransmissions.Capacity)], Sample(many));
        Assert.Equal(Retransmissions.Capacity + 3, Tracked);

        // The first hundred are gone: those without room take their places, and nobody knows how old they are.
        Assert.Empty(Sample(many[100..]));
        Assert.Empty(Sample(many[100..]));
        Assert.Equal(Retransmissions.Capacity - 97, Tracked);
        Assert.Equal([new(Direction.Inbound, 81, 7)], Sample([.. many[100..], (1_000_000, 81, 7)]));
    }

    [Fact]
    public void A_kernel_that_does_not_tell_it_has_no_table_and_a_host_without_connections_an_empty_one()
    {
        Assert.Empty(Sample());
        Assert.Null(Walk(true, (1, 80, null)));
        Assert.Null(Walk(true));
    }

    [Fact]
    public void Where_it_was_told_once_a_sample_without_it_changes_nothing()
    {
        Assert.Empty(Sample((1, 80, 5)));
        Assert.Empty(Walk(false, (1, 80, null)));
    }

    private int Tracked => _memory.Tracked.Single().Count;

    private static InetSocketRow Row(ulong cookie, uint? segments)
        => Rows.Tcp(TcpState.Established, "10.0.0.1", 80, "10.0.0.2", 40000, cookie) with { RetransmittedSegments = segments };

    private IReadOnlyList<ServiceTotal> Sample(params (ulong Cookie, ushort Port, uint? Segments)[] connections) => Walk(true, connections)!;

    private IReadOnlyList<ServiceTotal> Walk(bool informed, params (ulong Cookie, ushort Port, uint? Segments)[] connections)
    {
        Begin(informed);
        foreach ((ulong Cookie, ushort Port, uint? Segments) connection in connections)
        {
            Observe(connection);
        }

        return _memory.EndSample(new Snapshot { TakenAt = default }, null!).Retransmissions!;
    }

    private void Begin(bool informed)
    {
        _memory.BeginSample(default);
        _memory.BeginWalk(informed);
    }

    private void Observe((ulong Cookie, ushort Port, uint? Segments) connection)
        => _memory.Observe(Row(connection.Cookie, connection.Segments), Direction.Inbound, connection.Port);
}
