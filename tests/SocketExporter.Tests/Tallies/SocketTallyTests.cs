using CsCheck;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Tallies;

public sealed class SocketTallyTests
{
    [Fact]
    public void A_key_gives_back_what_was_put_in()
    {
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 1], Gen.Int[0, 11], Gen.Int[0, 2], Gen.Int[0, 0x10001], Gen.Int[0, 65_535]).Sample(
            (protocol, family, state, direction, port, owner) =>
            {
                TallyKey key = new TallyKey((TallyProtocol)protocol, (IpFamily)family, (byte)state, (Direction)direction, new ServicePort(port)).WithOwner(owner);
                return (int)key.Protocol == protocol && (int)key.Family == family && key.State == state && (int)key.Direction == direction
                    && key.Port.Value == port && key.OwnerIndex == owner;
            });
    }

    [Fact]
    public void Adding_counts_sums_and_keeps_the_fullest()
    {
        var tally = new SocketTally();
        tally.Add(Established(80), 10, 0, true, false);
        tally.Add(Established(80), 5, 7, true, true);

        TallyCell cell = Assert.Single(tally.ToRows()).Cell;
        Assert.Equal((2, 15L, 10u, 7L, 7u, 2, 1), (cell.Sockets, cell.ReceiveQueueBytes, cell.ReceiveQueueMaxBytes, cell.SendQueueBytes, cell.SendQueueMaxBytes, cell.ReceiveQueued, cell.SendQueued));
    }

    [Fact]
    public void Beyond_the_limit_cells_join_and_sums_by_state_stay_exact()
    {
        var tally = new SocketTally();
        for (int owner = 2; owner < SocketTally.MaxCells + 102; owner++)
        {
            tally.Add(Established(80).WithOwner(owner), 1, 0, true, false);
        }

        TallyRow[] rows = tally.ToRows();
        Assert.Equal(SocketTally.MaxCells + 1, rows.Length);
        Assert.Equal(SocketTally.MaxCells + 100, rows.Sum(row => row.Cell.Sockets));
        TallyRow folded = Assert.Single(rows, row => row.Key.OwnerIndex == Owner.OtherIndex);
        Assert.Equal((100, "<other>", (byte)TcpState.Established, Direction.Inbound), (folded.Cell.Sockets, folded.Key.Port.Text, folded.Key.State, folded.Key.Direction));
    }

    [Fact]
    public void Discarding_unix_leaves_tcp()
    {
        var tally = new SocketTally();
        tally.Add(Established(80), 0, 0, false, false);
        tally.Add(new TallyKey(TallyProtocol.UnixDgram, IpFamily.Ipv4, 0, Direction.None, ServicePort.None), 0, 0, false, false);
        tally.Discard(TallyProtocol.UnixStream, TallyProtocol.UnixSeqpacket);

        Assert.Equal(TallyProtocol.Tcp, Assert.Single(tally.ToRows()).Key.Protocol);
    }

    [Fact]
    public void A_cell_goes_on_at_zero_for_ten_minutes_after_its_last_socket()
    {
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var tally = new SocketTally();
        tally.BeginSample(start, keepZeros: true);
        tally.Add(Established(80), 5, 0, true, false);
        tally.BeginSample(start.AddMinutes(10), keepZeros: true);
        Assert.Equal((0, 0L), (Assert.Single(tally.ToRows()).Cell.Sockets, tally.ToRows()[0].Cell.ReceiveQueueBytes));

        tally.BeginSample(start.AddMinutes(10).AddSeconds(1), keepZeros: true);
        Assert.Empty(tally.ToRows());
    }

    [Fact]
    public void When_owners_have_other_numbers_no_zero_is_kept()
    {
        var tally = new SocketTally();
        tally.Add(Established(80), 5, 0, true, false);
        tally.BeginSample(DateTimeOffset.UnixEpoch, keepZeros: false);

        Assert.Empty(tally.ToRows());
    }

    [Fact]
    public void A_socket_of_a_known_cell_allocates_nothing()
    {
        var tally = new SocketTally();
        tally.Add(Established(80), 1, 1, true, true);

        // The runtime may allocate on this thread when it compiles a loop anew: the least of several rounds is the code's own.
        long least = long.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100_000; i++)
            {
                tally.Add(Established(80), 1, 1, true, true);
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    private static TallyKey Established(ushort port) => new(TallyProtocol.Tcp, IpFamily.Ipv4, (byte)TcpState.Established, Direction.Inbound, port);
}
