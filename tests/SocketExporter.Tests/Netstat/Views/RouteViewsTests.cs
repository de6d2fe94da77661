using SocketExporter.Kernel.Routes;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Netstat.Views;

namespace SocketExporter.Tests.Netstat.Views;

public sealed class RouteViewsTests
{
    private static readonly Ipv4RouteLine Settings = new()
    {
        Destination = AddressText.Ipv4(0x0a0a_0000),
        PrefixLength = 16,
        Gateway = AddressText.Ipv4(0x0a01_000a),
        Flags = RouteFlagLetters.Gateway,
        Metric = 100,
        SegmentBytes = 1400,
        WindowBytes = 5000,
        RoundTripMilliseconds = 300,
        Interface = "a-long-name-012"u8.ToArray(),
    };

    private static readonly Ipv4RouteLine Unreachable = new()
    {
        Destination = AddressText.Ipv4(0x0a07_0101),
        PrefixLength = 32,
        Gateway = IpAddress.AnyIpv4,
        Flags = RouteFlagLetters.Host | RouteFlagLetters.Reject,
        Metric = 7,
        Interface = "*"u8.ToArray(),
    };

    [Theory]
    [InlineData(0, "10.10.0.0       10.1.0.10       255.255.0.0     UG     1400 5000     300 a-long-name-012\n")]
    [InlineData(1, "10.10.0.0       10.1.0.10       255.255.0.0     UG    100    0        0 a-long-name-012\n")]
    [InlineData(2, "10.10.0.0       10.1.0.10       255.255.0.0     UG    100    0        0 a-long   1400  5000   300\n")]
    public void A_route_is_printed_in_the_columns_of_net_tools(int extended, string line)
        => Assert.Equal(line, PrintedView.Of(output => Ipv4RoutesView.WriteRow(output, in Settings, extended, null)));

    [Theory]
    [InlineData(0, "10.7.1.1        -               255.255.255.255 !H        - -          - -\n")]
    [InlineData(1, "10.7.1.1        -               255.255.255.255 !H    7      -        0 -\n")]
    [InlineData(2, "10.7.1.1        -               255.255.255.255 !H    7      -        0 -        -     -      -\n")]
    public void A_route_that_refuses_has_dashes(int extended, string line)
        => Assert.Equal(line, PrintedView.Of(output => Ipv4RoutesView.WriteRow(output, in Unreachable, extended, null)));

    [Fact]
    public void With_names_the_default_route_a_network_and_a_host_have_theirs()
    {
        using var etc = new EtcFolder(hosts: "127.0.0.1 localhost\n10.1.0.10 gate\n", networks: "loopback 127.0.0.0\n");
        var all = new Ipv4RouteLine { Destination = IpAddress.AnyIpv4, Gateway = AddressText.Ipv4(0x0a01_000a), Flags = RouteFlagLetters.Gateway, Interface = "eth0"u8.ToArray() };
        Ipv4RouteLine network = all with { Destination = AddressText.Ipv4(0x7f00_0000), PrefixLength = 8, Gateway = IpAddress.AnyIpv4, Flags = 0 };
        Ipv4RouteLine host = network with { Destination = AddressText.Ipv4(0x7f00_0001), PrefixLength = 32, Flags = RouteFlagLetters.Host };
        Assert.Equal(
            """
            default         gate            0.0.0.0         UG        0 0          0 eth0
            loopback        0.0.0.0         255.0.0.0       U         0 0          0 eth0
            localhost       0.0.0.0         255.255.255.255 UH        0 0          0 eth0

            """,
            PrintedView.Of(output =>
            {
                Ipv4RoutesView.WriteRow(output, in all, 0, etc.Names);
                Ipv4RoutesView.WriteRow(output, in network, 0, etc.Names);
                Ipv4RoutesView.WriteRow(output, in host, 0, etc.Names);
            }));
    }

    [Fact]
    public void IPv6_routes_are_printed_in_the_columns_of_net_tools()
    {
        var refuses = new Ipv6RouteRow(IpAddress.AnyIpv6, 0, default, 0, IpAddress.AnyIpv6, uint.MaxValue, 1, 0, 0x200200, "lo"u8.ToArray());
        var through = new Ipv6RouteRow(new IpAddress(0xfd03_0000_0000_0000, 0), 64, default, 0, new IpAddress(0xfd00_0001_0000_0000, 3), 1024, 16, 0, 0x400003, "eth0"u8.ToArray());
        Assert.Equal(
            """
            ::/0                           ::                         !n   -1  1      0 lo
            fd03::/64                      fd00:1::3                  UGe  1024 -      0 eth0

            """,
            PrintedView.Of(output =>
            {
                Ipv6RoutesView.WriteRow(output, in refuses, null, knowsReferences: true);
                Ipv6RoutesView.WriteRow(output, in through, null, knowsReferences: false);
            }));
    }

    [Fact]
    public void Where_names_are_looked_for_the_unspecified_address_has_brackets()
    {
        using var etc = new EtcFolder();
        var row = new Ipv6RouteRow(IpAddress.AnyIpv6, 0, default, 0, IpAddress.AnyIpv6, 1024, 1, 0, 1, "eth0"u8.ToArray());
        Assert.Equal(
            "[::]/0                         [::]                       U    1024 1      0 eth0\n",
            PrintedView.Of(output => Ipv6RoutesView.WriteRow(output, in row, etc.Names, knowsReferences: true)));
    }

    [Fact]
    public void A_group_is_printed_with_its_users()
    {
        var row = new MulticastRow(IpFamily.Ipv4, 4, "eth0", AddressText.Ipv4(0xe000_0001), 12) { InterfaceNameBytes = "eth0"u8.ToArray() };
        Assert.Equal("eth0            12     224.0.0.1\n", PrintedView.Of(output => GroupsView.WriteRow(output, in row, null)));
    }

    [Fact]
    public void Of_an_interface_whose_name_is_no_text_every_byte_is_printed()
    {
        byte[] name = [(byte)'a', 0xff];
        var group = new MulticastRow(IpFamily.Ipv4, 4, "a\ufffd", AddressText.Ipv4(0xe000_0001), 12) { InterfaceNameBytes = name };
        var route = new Ipv6RouteRow(IpAddress.AnyIpv6, 0, default, 0, IpAddress.AnyIpv6, 1024, 1, 0, 1, name);
        Assert.StartsWith("a\\xff ", PrintedView.Of(output => GroupsView.WriteRow(output, in group, null)), StringComparison.Ordinal);
        Assert.EndsWith(" a\\xff\n", PrintedView.Of(output => Ipv6RoutesView.WriteRow(output, in route, null, knowsReferences: true)), StringComparison.Ordinal);
    }
}
