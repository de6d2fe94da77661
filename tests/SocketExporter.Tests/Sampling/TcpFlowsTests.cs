using CsCheck;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Sampling;

public sealed class TcpFlowsTests
{
    private readonly TcpFlows _memory = new();

    [Fact]
    public void What_connections_have_more_than_before_is_credited_to_their_service()
    {
        Assert.Equal([], Sample(Row(1, 10, 1_000, 500))!.SentSegments);
        ServiceTraffic traffic = Sample(Row(1, 12, 1_300, 501), Row(2, 3, 70, 0))!;

        Assert.Equal([new(Direction.Inbound, 80, 5)], traffic.SentSegments);
        Assert.Equal([new(Direction.Inbound, 80, 370)], traffic.SentBytes);
        Assert.Equal([new(Direction.Inbound, 80, 1)], traffic.ReceivedBytes);
        Assert.Empty(Sample(Row(1, 12, 1_300, 501), Row(2, 3, 70, 0))!.SentBytes);
    }

    [Fact]
    public void Every_walk_is_to_carry_the_information()
    {
        Assert.True(_memory.WantsInformation);
        Sample(Row(1, 1, 1, 1));
        Assert.True(_memory.WantsInformation);
    }

    [Theory]
    [InlineData(null, 1UL, 1UL)]
    [InlineData(1U, null, 1UL)]
    [InlineData(1U, 1UL, null)]
    public void A_kernel_that_does_not_tell_all_of_it_has_no_table(uint? segments, ulong? acknowledged, ulong? received)
        => Assert.Null(Sample(Row(1, segments, acknowledged, received)));

    [Fact]
    public void A_socket_that_begins_a_new_connection_counts_from_0()
    {
        Sample(Row(1, 1_000, 90_000, 80_000));
        Assert.Equal([new(Direction.Inbound, 80, 40)], Sample(Row(1, 2, 40, 0))!.SentBytes);
    }

    /// <summary>Connections come, count, go, are missed by a walk or seen twice, walks fail: never is more credited than was counted since the start, and what is seen alive at the end is credited whole.</summary>
    [Fact]
    public void No_more_and_no_less_is_credited_than_was_counted_since_the_start()
    {
        Gen.Int.Sample(
            seed =>
            {
                var random = new Random(seed);
                var memory = new TcpFlows();
                var living = new Dictionary<ulong, (ulong Bytes, ulong AtStart)>();
                ulong next = 1;
                ulong credited = 0;
                ulong ended = 0;
                ulong endedSeen = 0;
                for (int i = random.Next(20); i > 0; i--)
                {
                    ulong bytes = (ulong)random.Next(1_000);
                    living.Add(next++, (bytes, bytes));
                }

                var seen = new Dictionary<ulong, ulong>();
                for (int sample = 0; sample < 30; sample++)
                {
                    // A walk that fails first, now and then; not all connections are in it.
                    bool fails = random.Next(4) == 0;
                    for (int walk = fails ? 0 : 1; walk < 2; walk++)
                    {
                        memory.BeginSample(default);
                        memory.BeginWalk(true);
                        foreach ((ulong cookie, (ulong Bytes, ulong AtStart) connection) in living)
                        {
                            bool isMissed = sample > 0 && random.Next(10) == 0;
                            for (int times = isMissed ? 0 : random.Next(1, 3); times > 0; times--)
                            {
                                memory.Observe(Row(cookie, 1, connection.Bytes, 1), Direction.Inbound, 80);
                                seen[cookie] = connection.Bytes - connection.AtStart;
                            }
                        }

                        if (walk == 0)
                        {
                            memory.Discard();
                        }
                    }

                    credited += memory.EndSample(new Snapshot { TakenAt = default }, null!).Traffic!.SentBytes.Aggregate(0UL, static (sum, one) => sum + one.Total);
                    Assert.Equal(endedSeen + seen.Values.Aggregate(0UL, static (sum, one) => sum + one), credited);
                    foreach (ulong cookie in living.Keys.ToArray())
                    {
                        if (random.Next(8) == 0)
                        {
                            ended += living[cookie].Bytes - living[cookie].AtStart;
                            endedSeen += seen.GetValueOrDefault(cookie);
                            seen.Remove(cookie);
                            living.Remove(cookie);
                        }
                        else
                        {
                            living[cookie] = (living[cookie].Bytes + (ulong)random.Next(100), living[cookie].AtStart);
                        }
                    }

                    if (random.Next(2) == 0)
                    {
                        living.Add(next++, ((ulong)random.Next(500), 0));
                    }

                    Assert.True(endedSeen <= ended);
                }
            },
            iter: 200);
    }

    private static InetSocketRow Row(ulong cookie, uint? segments, ulong? acknowledged, ulong? received) => Rows.Tcp(TcpState.Established, "10.0.0.1", 80, "10.0.0.2", 40000, cookie) with
    {
        SentSegments = segments,
        AcknowledgedBytes = acknowledged,
        ReceivedBytes = received,
    };

    private ServiceTraffic? Sample(params InetSocketRow[] rows)
    {
        _memory.BeginSample(default);
        _memory.BeginWalk(true);
        foreach (InetSocketRow row in rows)
        {
            _memory.Observe(row, Direction.Inbound, 80);
        }

        return _memory.EndSample(new Snapshot { TakenAt = default }, null!).Traffic;
    }
}
