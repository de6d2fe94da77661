using CsCheck;
using SocketExporter.Collectors;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling;
using SocketExporter.Snapshots;
using SocketExporter.Tests.Collectors;

namespace SocketExporter.Tests.Sampling;

/// <summary>Leaks, storms and exhausted ports when keys are more than are shown.</summary>
public sealed class LeakFoldingTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Entries_into_time_wait_are_shown_of_every_service_and_go_on_from_their_value_when_it_returns()
    {
        Snapshot web = new SnapshotBuilder().Tcp(TcpState.Listen, Direction.None, 80).Tcp(TcpState.TimeWait, Direction.Outbound, 443).Build();
        var folding = new KeyFolding();

        Assert.Equal(
            ["socket_tcp_time_wait_started_total{direction=inbound,port=80} 0", "socket_tcp_time_wait_started_total{direction=outbound,port=443} 7"],
            Started(folding.Fold(web with { TimeWaitStarts = [new(Direction.Outbound, 443, 7)] }, Start)));
        Assert.Empty(Started(folding.Fold(Empty(), Start.AddMinutes(11))));
        Assert.Equal(
            ["socket_tcp_time_wait_started_total{direction=inbound,port=80} 2", "socket_tcp_time_wait_started_total{direction=outbound,port=443} 7"],
            Started(folding.Fold(web with { TimeWaitStarts = [new(Direction.Inbound, 80, 2)] }, Start.AddMinutes(12))));

        static IEnumerable<string> Started(Snapshot snapshot)
            => Page.Of(new TcpConnectionsCollector(), snapshot).Where(static line => line.StartsWith("socket_tcp_time_wait_started_total", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
    }

    [Fact]
    public void Entries_into_time_wait_never_fall_and_their_increases_equal_the_unfolded_ones_whatever_comes_and_goes()
    {
        Gen.Select(Gen.Int[1, KeyLimits.Services + 200], Gen.Int[0, 99], Gen.Int[1, 50]).Array[0, 400].Array[2, 10].Sample(
            samples =>
            {
                var folding = new KeyFolding();
                DateTimeOffset now = Start;
                var last = new Dictionary<(Direction, ServicePort), double>();
                double increases = 0;
                double unfolded = 0;
                foreach ((int, int, int)[] sample in samples)
                {
                    now += TimeSpan.FromMinutes(4);
                    var builder = new SnapshotBuilder();
                    var starts = new List<ServiceTotal>();
                    foreach ((int port, int increment, int sockets) in sample.DistinctBy(static one => one.Item1))
                    {
                        Direction direction = port % 2 == 0 ? Direction.Inbound : Direction.Outbound;
                        builder.Tcp(TcpState.TimeWait, direction, (ushort)port, count: sockets);
                        starts.Add(new ServiceTotal(direction, (ushort)port, (ulong)increment));
                        unfolded += increment;
                    }

                    foreach (ServiceTotal row in folding.Fold(builder.Build() with { TimeWaitStarts = starts }, now).TimeWaitStarts)
                    {
                        double before = last.GetValueOrDefault((row.Direction, row.Port));
                        if (row.Total < before)
                        {
                            return false;
                        }

                        increases += row.Total - before;
                        last[(row.Direction, row.Port)] = row.Total;
                    }
                }

                return increases == unfolded;
            },
            iter: 100);
    }

    [Theory]
    [InlineData(59.9, false)]
    [InlineData(60.0, true)]
    public void A_service_with_a_close_wait_of_a_minute_is_in_trouble_and_shown_before_larger_ones(double seconds, bool shown)
    {
        var builder = new SnapshotBuilder().Tcp(TcpState.CloseWait, Direction.Outbound, 9_000, "leaker");
        for (ushort port = 1; port <= KeyLimits.Services; port++)
        {
            builder.Tcp(TcpState.Established, Direction.Inbound, port, count: 9);
        }

        Snapshot folded = new KeyFolding().Fold(builder.Build() with { CloseWaits = [new(Direction.Outbound, 9_000, 2, 1, 0, false, seconds)] }, Start);

        Assert.Equal([shown ? "9000" : "<other>"], folded.CloseWaits.Select(static row => row.Port.Text));
    }

    [Fact]
    public void Of_the_processes_of_a_service_those_with_most_close_waits_are_shown_and_what_nobody_accepted_stays_apart()
    {
        var builder = new SnapshotBuilder();
        for (int i = 0; i < 8; i++)
        {
            builder.Tcp(TcpState.CloseWait, Direction.Outbound, 443, $"p{i}");
        }

        CloseWaitsRow[] rows = [.. Enumerable.Range(0, 8).Select(static i => new CloseWaitsRow(Direction.Outbound, 443, 2 + i, 10 * (i + 1), 1, true, i)), new(Direction.Outbound, 443, Owner.NoneIndex, 1, 0, false, 5)];
        string[] page = Page.Of(new TcpLeaksCollector(), new KeyFolding().Fold(builder.Build() with { CloseWaits = rows }, Start));

        Assert.Equal(
            ["p7} 1", "p6} 1", "p5} 1", "p4} 1", "p3} 1", "<other>} 3"],
            page.Where(static line => line.StartsWith("socket_tcp_close_wait_unread", StringComparison.Ordinal)).Select(static line => line[(line.IndexOf("process=", StringComparison.Ordinal) + 8)..]));
        Assert.Contains("socket_tcp_close_wait_oldest_seconds{direction=outbound,port=443,process=<other>} 2", page);
        Assert.Contains("socket_tcp_close_wait_unaccepted_connections{direction=outbound,port=443} 1", page);
    }

    [Fact]
    public void Of_the_destinations_that_have_eaten_the_local_ports_the_largest_are_shown_and_the_others_counted()
    {
        TuplePorts[] tuples = [.. Enumerable.Range(1, KeyLimits.Tuples + 3).Select(static i => new TuplePorts(new TupleName("10.0.0.1", $"10.0.0.{i}", "443"), 1_000 + i))];
        Snapshot folded = new KeyFolding().Fold(Empty() with { EphemeralPorts = new EphemeralPortUse(28_232, 1_023, tuples) }, Start);

        Assert.Equal(Enumerable.Range(4, KeyLimits.Tuples).Select(static i => 1_000 + i), folded.EphemeralPorts!.Tuples.Select(static tuple => tuple.Ports));
        Assert.Equal(new KeySetSize("tuple", KeyLimits.Tuples, KeyLimits.Tuples, 3), folded.KeySets.Single(static set => set.KeySet == "tuple"));
    }

    private static Snapshot Empty() => new() { TakenAt = Start };
}
