using System.Text;
using SocketExporter.Kernel.Counters;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Sampling;

public sealed class EphemeralPortsTests
{
    private const int NamedPort = 40_700;

    private readonly EphemeralPorts _ports = new(Named());
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

    public EphemeralPortsTests() => _ports.SetRange(Range("40000 40999", "40990-41010"));

    [Fact]
    public void A_host_without_connections_has_a_limit_and_uses_nothing()
    {
        Begin();
        EphemeralPortUse use = End();
        Assert.Equal((990, 0, 0.0), (use.LimitPorts, use.FullestPorts, use.FullestRatio));
        Assert.Empty(use.Tuples);
    }

    [Fact]
    public void The_destination_with_most_ports_is_the_fullest_and_shown_from_a_tenth_on()
    {
        Begin();
        Connect(98, "10.0.0.8");
        Assert.Equal((98, "", 98 / 990.0), (End().FullestPorts, Shown(End()), End().FullestRatio));
        Begin();
        Connect(98, "10.0.0.8");
        Connect(99, "10.0.0.9", TcpState.TimeWait);
        Assert.Equal("10.0.0.1 10.0.0.9 443: 99", Shown(End()));
        Assert.Equal(99, End().FullestPorts);
    }

    [Fact]
    public void Connections_that_began_elsewhere_and_ports_outside_the_range_or_reserved_in_it_use_none()
    {
        Begin();
        Connect(500, "10.0.0.9", direction: Direction.Inbound);
        Connect(500, "10.0.0.9", first: 30_000);
        Connect(10, "10.0.0.9", first: 40_990);
        Assert.Equal(0, End().FullestPorts);
    }

    [Fact]
    public void A_shown_tuple_stays_until_it_has_been_under_8_percent_for_ten_minutes()
    {
        Begin();
        Connect(99, "10.0.0.9");
        End();
        Pass(TimeSpan.FromHours(1));
        Connect(80, "10.0.0.9");
        Assert.Equal("10.0.0.1 10.0.0.9 443: 80", Shown(End()));
        Pass(TimeSpan.FromMinutes(10));
        Connect(79, "10.0.0.9");
        Assert.Equal("10.0.0.1 10.0.0.9 443: 79", Shown(End()));
        Pass(TimeSpan.FromMilliseconds(1));
        Assert.Equal("", Shown(End()));
    }

    [Fact]
    public void A_tuple_without_a_socket_left_says_0_in_between()
    {
        Begin();
        Connect(99, "10.0.0.9");
        End();
        Pass(TimeSpan.FromSeconds(5));
        Assert.Equal("10.0.0.1 10.0.0.9 443: 0", Shown(End()));
    }

    [Fact]
    public void A_walk_that_is_repeated_counts_anew()
    {
        Begin();
        Connect(150, "10.0.0.9");
        _ports.Discard();
        Connect(120, "10.0.0.9");
        Assert.Equal("10.0.0.1 10.0.0.9 443: 120", Shown(End()));
    }

    [Fact]
    public void Addresses_are_spelled_as_ss_does_and_keep_their_spelling()
    {
        Begin();
        Connect(99, "::ffff:10.0.0.9", source: "::ffff:10.0.0.1");
        Connect(99, "fe80::9", source: "fe80::1", interfaceIndex: 7);
        Assert.Equal("[::ffff:10.0.0.1] [::ffff:10.0.0.9] 443: 99; [fe80::1]%if7 [fe80::9] 443: 99", Shown(End()));
        Pass(TimeSpan.FromSeconds(5));
        Connect(30, "10.0.0.9");
        Connect(99, "::ffff:10.0.0.9", source: "::ffff:10.0.0.1", first: 40_030);
        Assert.Equal("[::ffff:10.0.0.1] [::ffff:10.0.0.9] 443: 129; [fe80::1]%if7 [fe80::9] 443: 0", Shown(End()));
    }

    [Fact]
    public void Ports_of_the_range_are_no_label_and_of_two_such_destinations_the_larger_is_shown()
    {
        Begin();
        Connect(100, "10.0.0.9", port: 40_500);
        Connect(200, "10.0.0.9", port: 40_501);
        Assert.Equal("10.0.0.1 10.0.0.9 <ephemeral>: 200", Shown(End()));
    }

    [Fact]
    public void A_port_of_the_range_that_the_configuration_names_is_a_label_as_it_is_for_its_connections()
    {
        Begin();
        Connect(100, "10.0.0.9", port: NamedPort);
        Assert.Equal("10.0.0.1 10.0.0.9 40700: 100", Shown(End()));
    }

    [Fact]
    public void Among_more_destinations_than_the_table_holds_a_large_one_is_found_and_then_exact()
    {
        for (int sample = 0; sample < 2; sample++)
        {
            Begin();
            for (uint i = 0; i < 3 * TupleCounts.Capacity; i++)
            {
                _ports.Observe(Row("10.0.0.1", 40_000, "10.0.0.9") with { Remote = new IpAddress(0, 0xffff_1400_0000UL + i) }, Direction.Outbound, 443);
                if (i % 100 == 0)
                {
                    _ports.Observe(Row("10.0.0.1", (ushort)(40_000 + (i / 100)), "10.0.0.9"), Direction.Outbound, 443);
                }
            }

            EphemeralPortUse use = End();
            Assert.InRange(use.FullestPorts, sample == 0 ? 488 : 492, 492);
            Assert.StartsWith("10.0.0.1 10.0.0.9 443: 4", Shown(use), StringComparison.Ordinal);
            Pass(TimeSpan.FromSeconds(5));
        }
    }

    [Fact]
    public void One_that_only_the_tables_uncertainty_makes_large_is_counted_exactly_and_not_shown()
    {
        _ports.SetRange(Range("40000 40099", ""));
        for (int sample = 0; sample < 2; sample++)
        {
            Begin();
            for (uint i = 0; i < 11 * TupleCounts.Capacity; i++)
            {
                _ports.Observe(Row("10.0.0.1", 40_000, "10.0.0.9") with { Remote = new IpAddress(0, 0xffff_1400_0000UL + i) }, Direction.Outbound, 443);
            }

            Connect(20, "10.0.0.9", first: 40_020);
            Assert.Equal("10.0.0.1 10.0.0.9 443: 20", Shown(End()));
            Assert.InRange(_ports.Tracked.Last().Count, 2, (EphemeralPorts.Capacity / 2) + 1);
            Pass(TimeSpan.FromSeconds(5));
        }
    }

    [Fact]
    public void Where_every_port_is_reserved_the_next_connection_fails()
    {
        _ports.SetRange(Range("40000 40009", "40000-40009"));
        Begin();
        Assert.Equal((0, 1.0), (End().LimitPorts, End().FullestRatio));
    }

    private static PortSet Named()
    {
        var ports = new PortSet();
        ports.Add(NamedPort, NamedPort);
        return ports;
    }

    private static EphemeralPortRange Range(string range, string reserved) => PortRangeText.Parse(Encoding.ASCII.GetBytes(range + "\n"), Encoding.ASCII.GetBytes(reserved + "\n"));

    private static string Shown(EphemeralPortUse use)
        => string.Join("; ", use.Tuples.OrderBy(static tuple => tuple.Name, TupleName.Order).Select(static tuple => $"{tuple.Name.Source} {tuple.Name.Destination} {tuple.Name.Port}: {tuple.Ports}"));

    private static InetSocketRow Row(string source, ushort localPort, string destination, TcpState state = TcpState.Established, ushort port = 443)
        => Rows.Tcp(state, source, localPort, destination, port);

    private void Begin() => _ports.BeginSample(_now);

    private void Pass(TimeSpan time)
    {
        _now += time;
        Begin();
    }

    private void Connect(
        int count,
        string destination,
        TcpState state = TcpState.Established,
        Direction direction = Direction.Outbound,
        string source = "10.0.0.1",
        int first = 40_000,
        ushort port = 443,
        uint interfaceIndex = 0)
    {
        for (int i = 0; i < count; i++)
        {
            // A mapped socket is an IPv6 one.
            InetSocketRow row = Row(source, (ushort)(first + i), destination, state, port) with { InterfaceIndex = interfaceIndex };
            _ports.Observe(row, direction, port);
        }
    }

    private EphemeralPortUse End() => _ports.EndSample(new Snapshot { TakenAt = _now }, null!).EphemeralPorts!;
}
