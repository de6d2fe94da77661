using System.Globalization;
using CsCheck;
using SocketExporter.Collectors;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Metrics;
using SocketExporter.Sampling;
using SocketExporter.Snapshots;
using SocketExporter.Tests.Collectors;

namespace SocketExporter.Tests.Sampling;

public sealed class KeyFoldingTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_sample_without_interfaces_is_folded_like_any_other()
    {
        Snapshot folded = new KeyFolding().Fold(Empty(), Start);

        Assert.Equal(["service", "service_rtt", "listener", "process", "uid", "unit", "container", "unix_path", "interface", "tuple"], folded.KeySets.Select(set => set.KeySet));
        Assert.Null(folded.Interfaces);
    }

    [Fact]
    public void Services_beyond_the_limit_join_in_other_by_direction_and_sums_stay()
    {
        var builder = new SnapshotBuilder();
        for (ushort port = 1; port <= KeyLimits.Services + 50; port++)
        {
            builder.Tcp(TcpState.Established, Direction.Inbound, port, receiveQueue: 10, receiveQueued: true, count: port <= 50 ? 1 : 2);
        }

        string[] page = Page.Of(new TcpConnectionsCollector(), new KeyFolding().Fold(builder.Build(), Start));

        Assert.Equal(KeyLimits.Services + 1, page.Count(line => line.StartsWith("socket_tcp_receive_queue_bytes{", StringComparison.Ordinal)));
        Assert.Contains("socket_tcp_connections{direction=inbound,port=<other>,state=established} 50", page);
        Assert.Contains("socket_tcp_receive_queue_bytes{direction=inbound,port=<other>} 500", page);
        Assert.Contains("socket_tcp_receive_queue_max_bytes{direction=inbound,port=<other>} 10", page);
    }

    [Fact]
    public void Processes_and_users_beyond_their_limits_join_in_other()
    {
        var builder = new SnapshotBuilder();
        for (int i = 0; i < KeyLimits.Processes + 3; i++)
        {
            builder.Tcp(TcpState.Established, Direction.Inbound, 80, $"p{i:000}");
        }

        Snapshot folded = new KeyFolding().Fold(builder.Build(), Start);

        Assert.Contains("socket_process_sockets{process=<other>,protocol=tcp,state=established} 3", Page.Of(new ProcessesCollector(), folded));
        Assert.Equal(new KeySetSize("process", KeyLimits.Processes, KeyLimits.Processes, 3), folded.KeySets.Single(set => set.KeySet == "process"));
    }

    [Fact]
    public void A_service_with_a_stuck_connection_is_shown_before_larger_ones()
    {
        var builder = new SnapshotBuilder();
        for (ushort port = 1; port <= KeyLimits.Services + 50; port++)
        {
            builder.Tcp(TcpState.Established, Direction.Inbound, port, "server", count: 7);
        }

        builder.Tcp(TcpState.Established, Direction.Inbound, 9000, "server");
        Snapshot snapshot = builder.Build();
        int server = snapshot.Owners.Select(static owner => owner.Process).ToList().IndexOf("server");
        string[] page = Page.Of(new StuckQueuesCollector(), new KeyFolding().Fold(snapshot with { StuckQueues = [new(Direction.Inbound, 9000, server, 1, 40, [0, 0, 0], 0)] }, Start));

        Assert.Contains("socket_tcp_receive_stuck_connections{direction=inbound,port=9000,process=server} 1", page);
        Assert.Contains("socket_tcp_receive_stuck_oldest_seconds{direction=inbound,port=9000,process=server} 40", page);
        Assert.Contains("socket_tcp_send_stuck_connections{direction=inbound,port=9000,process=server,reason=zero_window} 0", page);
        Assert.Contains("socket_tcp_receive_stuck_connections{direction=inbound,port=<other>,process=server} 0", page);
    }

    [Fact]
    public void Of_one_service_the_processes_with_most_stuck_connections_are_named_and_the_rest_joins_in_other()
    {
        var builder = new SnapshotBuilder();
        for (int i = 0; i < KeyLimits.StuckProcessesOfService + 3; i++)
        {
            builder.Tcp(TcpState.Established, Direction.Outbound, 443, $"p{i}");
        }

        Snapshot snapshot = builder.Build();
        StuckQueuesRow[] stuck =
        [
            .. snapshot.Owners.Index().Where(static owner => owner.Item.Process[0] == 'p').Select(static owner => new StuckQueuesRow(Direction.Outbound, 443, owner.Index, 0, 0, [0, 10 - owner.Index, 0], 30 + owner.Index)),
            new StuckQueuesRow(Direction.Outbound, 443, Owner.NoneIndex, 0, 0, [0, 1, 0], 99), // left behind by whoever has ended: nobody is to be accused
        ];
        string[] page = Page.Of(new StuckQueuesCollector(), new KeyFolding().Fold(snapshot with { StuckQueues = stuck }, Start));

        Assert.Contains("socket_tcp_send_stuck_connections{direction=outbound,port=443,process=<none>,reason=retransmitting} 1", page);
        Assert.Equal(KeyLimits.StuckProcessesOfService + 2, page.Count(static line => line.StartsWith("socket_tcp_send_stuck_oldest_seconds{", StringComparison.Ordinal)));
        Assert.Contains("socket_tcp_send_stuck_connections{direction=outbound,port=443,process=p0,reason=retransmitting} 8", page);
        Assert.Contains("socket_tcp_send_stuck_connections{direction=outbound,port=443,process=<other>,reason=retransmitting} 6", page); // 3 + 2 + 1
        Assert.Contains("socket_tcp_send_stuck_oldest_seconds{direction=outbound,port=443,process=<other>} 39", page);
    }

    [Fact]
    public void A_listener_in_trouble_is_shown_before_larger_ones()
    {
        EndpointGroup[] groups =
        [
            .. Enumerable.Range(1, KeyLimits.Listeners + 10).Select(port => Listener(port) with { ListeningSockets = 5 }),
            Listener(9000) with { ListeningSockets = 1, FullestRatio = 0.5 },
        ];

        Snapshot folded = new KeyFolding().Fold(Empty() with { Endpoints = groups }, Start);

        Assert.Contains(folded.Endpoints, group => group.Name.Port == "9000");
        EndpointGroup other = Assert.Single(folded.Endpoints, group => group.Name.Address == "<other>");
        Assert.Equal(11 * 5, other.ListeningSockets);
        Assert.DoesNotContain(Page.Of(new ListenersCollector(), folded), line => line.StartsWith("socket_listener_info{protocol=tcp,address=<other>", StringComparison.Ordinal));
    }

    [Fact]
    public void A_listener_whose_queue_was_half_full_between_samples_is_in_trouble()
    {
        EndpointGroup[] groups =
        [
            .. Enumerable.Range(1, KeyLimits.Listeners + 10).Select(port => Listener(port) with { ListeningSockets = 5 }),
            Listener(9000) with { ListeningSockets = 1, FullestPeakRatio = 0.5 },
        ];

        Assert.Contains(new KeyFolding().Fold(Empty() with { Endpoints = groups }, Start).Endpoints, group => group.Name.Port == "9000");
    }

    [Fact]
    public void A_queue_that_was_full_stays_in_sight_for_ten_minutes_and_keeps_its_count_when_it_is_back()
    {
        EndpointGroup[] many = [.. Enumerable.Range(1, KeyLimits.Listeners).Select(port => Listener(port) with { ListeningSockets = 5 })];
        EndpointGroup full = Listener(9000) with { ListeningSockets = 1 };
        var folding = new KeyFolding();
        folding.Fold(Empty() with { Endpoints = many }, Start);

        Assert.Equal(1.5, Of9000(folding.Fold(Empty() with { Endpoints = [.. many, full with { FullSeconds = 1.5 }] }, Start.AddSeconds(5)))!.FullSecondsTotal);
        Assert.Equal(1.5, Of9000(folding.Fold(Empty() with { Endpoints = [.. many, full] }, Start.AddMinutes(10)))!.FullSecondsTotal);
        Assert.Null(Of9000(folding.Fold(Empty() with { Endpoints = many }, Start.AddMinutes(11))));
        Assert.Equal(2, Of9000(folding.Fold(Empty() with { Endpoints = [full with { FullSeconds = 0.5 }] }, Start.AddMinutes(60)))!.FullSecondsTotal);

        static EndpointGroup? Of9000(Snapshot snapshot) => snapshot.Endpoints.SingleOrDefault(static group => group.Name.Port == "9000");
    }

    [Fact]
    public void A_peak_goes_on_at_0_for_ten_minutes_and_is_absent_where_nobody_waits()
    {
        EndpointGroup listener = Listener(80) with { PeakQueue = 0, FullestPeakRatio = 0 };
        var folding = new KeyFolding();

        Assert.Equal(0, Peaks(listener, Start));
        Assert.Equal(2, Peaks(listener with { PeakQueue = 3, FullestPeakRatio = 0.3 }, Start.AddSeconds(5)));
        Assert.Equal(2, Peaks(listener, Start.AddMinutes(10)));
        Assert.Equal(0, Peaks(listener, Start.AddMinutes(11)));

        int Peaks(EndpointGroup group, DateTimeOffset now)
            => Page.Of(new ListenersCollector(), folding.Fold(Empty() with { Endpoints = [group] }, now)).Count(static line => line.Contains("peak", StringComparison.Ordinal));
    }

    [Fact]
    public void An_unexpected_listener_is_shown_before_larger_ones_but_not_before_one_in_trouble()
    {
        EndpointGroup[] groups =
        [
            .. Enumerable.Range(1, KeyLimits.Listeners + 10).Select(port => Listener(port) with { ListeningSockets = 5, IsUnexpected = port > 100 }),
            Listener(9000) with { ListeningSockets = 1, IsUnexpected = true },
            Listener(9001) with { ListeningSockets = 1, FullestRatio = 1 },
        ];

        Snapshot folded = new KeyFolding().Fold(Empty() with { Endpoints = groups, UnexpectedListeners = 411 }, Start);

        Assert.Contains(folded.Endpoints, group => group.Name.Port == "9001");
        Assert.Equal(411, folded.Endpoints.Count(group => group.IsUnexpected));
        Assert.Contains("socket_listeners_unexpected 411", Page.Of(new ListenerRulesCollector(), folded));
    }

    [Fact]
    public void A_udp_socket_that_dropped_stays_in_sight_for_ten_minutes()
    {
        EndpointGroup[] many = [.. Enumerable.Range(1, KeyLimits.Listeners).Select(port => Listener(port) with { ListeningSockets = 5 })];
        EndpointGroup udp = new(new EndpointName(EndpointProtocol.Udp, "0.0.0.0", "53", "named"), EndpointScope.Any) { ListeningSockets = 1 };
        var folding = new KeyFolding();
        folding.Fold(Empty() with { Endpoints = many }, Start);

        Assert.Equal(7, Named(folding.Fold(Empty() with { Endpoints = [.. many, udp with { Drops = 7 }] }, Start.AddSeconds(5))).DropsTotal);
        Assert.Equal(7, Named(folding.Fold(Empty() with { Endpoints = [.. many, udp] }, Start.AddMinutes(10))).DropsTotal);

        static EndpointGroup Named(Snapshot snapshot) => Assert.Single(snapshot.Endpoints, group => group.Name.Process == "named");
    }

    [Fact]
    public void Counters_never_fall_and_their_increases_equal_the_unfolded_ones_whatever_comes_and_goes()
    {
        Gen.Select(Gen.Int[0, KeyLimits.Listeners + 200], Gen.Int[0, 9], Gen.Bool).Array[0, 900].Array[2, 8].Sample(
            samples =>
            {
                var folding = new KeyFolding();
                DateTimeOffset now = Start;
                var last = new Dictionary<EndpointName, double>();
                double increases = 0;
                double unfolded = 0;
                foreach ((int, int, bool)[] sample in samples)
                {
                    now += TimeSpan.FromMinutes(3);
                    EndpointGroup[] groups =
                    [
                        .. sample.DistinctBy(one => one.Item1).Select(one => new EndpointGroup(new EndpointName(EndpointProtocol.Udp, "0.0.0.0", $"{one.Item1}", "p"), EndpointScope.Any)
                        {
                            ListeningSockets = 1,
                            Drops = one.Item2,
                            FullestRatio = one.Item3 ? 1 : 0,
                        }),
                    ];
                    unfolded += groups.Sum(group => group.Drops);
                    foreach (EndpointGroup group in folding.Fold(Empty() with { Endpoints = groups }, now).Endpoints)
                    {
                        double before = last.GetValueOrDefault(group.Name);
                        if (group.DropsTotal < before)
                        {
                            return false;
                        }

                        increases += group.DropsTotal - before;
                        last[group.Name] = group.DropsTotal;
                    }
                }

                return increases == unfolded;
            },
            iter: 100);
    }

    [Fact]
    public void Gauges_folded_by_value_keep_their_sums_and_the_page_its_limit()
    {
        Gen.Select(Gen.Int[1, 3_000], Gen.Int[1, 400], Gen.Int[1, 1_200], Gen.Int[1, 200]).Sample(
            (services, processes, listeners, unixPaths) =>
            {
                var builder = new SnapshotBuilder();
                TcpState[] states = StateNames.AllTcp.Where(state => state != TcpState.Listen).ToArray();
                for (int i = 0; i < services; i++)
                {
                    builder.Tcp(states[i % states.Length], i % 2 == 0 ? Direction.Inbound : Direction.Outbound, (ushort)(i + 1), $"p{i % processes}", receiveQueue: 1);
                }

                Snapshot snapshot = builder.Build() with
                {
                    Endpoints = [.. Enumerable.Range(1, listeners).Select(port => Listener(port) with { ListeningSockets = 1, Queue = 1 })],
                    UnixListeners = [.. Enumerable.Range(1, unixPaths).Select(path => new UnixListenerGroup($"/run/{path}", "p", 1, 5, 0.2))],
                };
                Snapshot folded = new KeyFolding().Fold(snapshot, Start);
                string[] page = [.. CollectorList.All.Where(collector => (collector.Needs & (Sections.Tcp | Sections.Udp | Sections.Unix)) != 0).SelectMany(collector => Page.Of(collector, folded))];
                return page.Length <= KeyLimits.PageSeries - 500
                    && Sum(page, "socket_tcp_connections{") == services
                    && Sum(page, "socket_process_sockets{") == services
                    && Sum(page, "socket_tcp_receive_queue_bytes{") == services
                    && Sum(page, "socket_tcp_listener_accept_queue_connections{") == listeners
                    && Sum(page, "socket_unix_listener_accept_queue_connections{") == unixPaths;
            },
            iter: 30);
    }

    private static double Sum(string[] page, string family)
        => page.Where(line => line.StartsWith(family, StringComparison.Ordinal)).Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    private static EndpointGroup Listener(int port)
        => new(new EndpointName(EndpointProtocol.TcpListener, "0.0.0.0", port.ToString(CultureInfo.InvariantCulture), "web"), EndpointScope.Any);

    private static Snapshot Empty() => new() { TakenAt = Start };
}
