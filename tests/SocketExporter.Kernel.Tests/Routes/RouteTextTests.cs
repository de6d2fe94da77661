using System.Text;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Routes;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Kernel.Tests.Netlink;

namespace SocketExporter.Kernel.Tests.Routes;

/// <summary>What is text: multicast groups, IPv6 routes as netstat prints them, names of tables, limits of neighbours.</summary>
public sealed class RouteTextTests
{
    private const string Igmp = "Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter\n1\tlo        :     1      V3\n\t\t\t\t010000E0     1 0:00000000\t\t0\n"
        + "4\teth0      :     2      V3\n\t\t\t\tFB0000E0     2 0:00000000\t\t0\n\t\t\t\t010000E0     1 0:00000000\t\t0\n";

    [Fact]
    public void Groups_of_ipv4_belong_to_the_interface_above_them()
    {
        Assert.Equal(["1 lo 224.0.0.1 1", "4 eth0 224.0.0.251 2", "4 eth0 224.0.0.1 1"], Groups(Igmp, IpFamily.Ipv4));
    }

    [Fact]
    public void Groups_of_ipv6_name_their_interface()
    {
        Assert.Equal(
            ["1 lo [ff02::1] 1", "12 a:b [ff02::1:ff00:2] 3"],
            Groups("1    lo              ff020000000000000000000000000001     1 0000000C 0\n12   a:b             ff0200000000000000000001ff000002     3 00000004 0\n", IpFamily.Ipv6));
    }

    [Theory]
    [InlineData("\t\t\t\t010000E0     1 0:00000000\t\t0\n", "'\t\t\t\t010000E0     1 0:00000000\t\t0', expected a group of 8 hexadecimal digits below an interface")]
    [InlineData("1\tlo        :     1\n\t\t\t\t010000E     1\n", "'\t\t\t\t010000E     1', expected a group of 8 hexadecimal digits below an interface")]
    [InlineData("x\tlo        :     1\n", "'x\tlo        :     1', expected a number in the place of 'x'")]
    [InlineData("1\n", "'1', expected an interface or a group")]
    [InlineData("1\tlo", "cut line '1\tlo', expected a newline at its end")]
    public void What_is_no_line_of_igmp_is_refused(string text, string expected)
    {
        Assert.Equal($"igmp: {expected}", Assert.Throws<KernelReadException>(() => Groups(text, IpFamily.Ipv4)).Message);
    }

    [Theory]
    [InlineData("1    lo              ff0200000000000000000000000000     1 0000000C 0\n")]
    [InlineData("1    lo              ff02000000000000000000000000000x     1 0000000C 0\n")]
    [InlineData("1    lo\n")]
    public void What_is_no_line_of_igmp6_is_refused(string text)
    {
        Assert.Contains("expected an index, a name, a group of 32", Assert.Throws<KernelReadException>(() => Groups(text, IpFamily.Ipv6)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_of_ipv6_route_has_flags_and_references()
    {
        Ipv6RouteRow row = Ipv6RouteText.Parse(
            "00000000000000000000000000000000 00 00000000000000000000000000000000 00 fd000000000000000000000000000001 00000400 00000003 00000000 00000003     eth0"u8, "ipv6_route");
        Assert.Equal(
            (0, "[fd00::1]", 1024u, 3u, 0u, 3u, "eth0"),
            (row.PrefixLength, row.Gateway.ToString(IpFamily.Ipv6), row.Metric, row.References, row.Used, row.Flags, Encoding.Latin1.GetString(row.InterfaceName.Span)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00000000000000000000000000000000 00 00000000000000000000000000000000 00 fd000000000000000000000000000001 00000400 00000003 00000000 00000003")]
    [InlineData("00000000000000000000000000000000 81 00000000000000000000000000000000 00 fd000000000000000000000000000001 00000400 00000003 00000000 00000003 eth0")]
    [InlineData("0000000000000000000000000000000g 00 00000000000000000000000000000000 00 fd000000000000000000000000000001 00000400 00000003 00000000 00000003 eth0")]
    public void What_is_no_line_of_ipv6_route_is_refused(string line)
    {
        Assert.EndsWith(
            "expected three addresses of 32 hexadecimal digits, two lengths, four numbers and a name",
            Assert.Throws<KernelReadException>(() => Ipv6RouteText.Parse(Encoding.Latin1.GetBytes(line), "ipv6_route")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_have_the_names_of_the_file_and_the_well_known_ones_always()
    {
        RouteTableNames names = RouteTableNames.WellKnown;
        names.Parse("#\n# reserved values\n255\tmine\n100 vpn # the company's\n0x1000\tlarge\n101 vpn\n102 main\n103 7\n104\n105 a b\nx y\n"u8);
        Assert.Equal(
            ["main", "local", "default", "vpn", "large", "101", "102", "103", "104", "105"],
            ((uint[])[254, 255, 253, 100, 4096, 101, 102, 103, 104, 105]).Select(names.NameOf));
    }

    [Theory]
    [InlineData("02000000 04000000 4000 00 01", IpFamily.Ipv4, NeighbourState.NoArp)]
    [InlineData("0a000000 04000000 0200 00 01", IpFamily.Ipv6, NeighbourState.Reachable)]
    [InlineData("0a000000 04000000 8000 00 01", IpFamily.Ipv6, NeighbourState.Permanent)]
    [InlineData("02000000 04000000 0000 00 01", IpFamily.Ipv4, NeighbourState.None)]
    [InlineData("02000000 04000000 0001 00 01", IpFamily.Ipv4, NeighbourState.None)] // a bit of some later kernel
    public void A_neighbour_has_one_state(string message, IpFamily family, NeighbourState state)
    {
        Assert.True(NeighbourReader.Parse(Hex.Bytes(message), out IpFamily foundFamily, out NeighbourState foundState));
        Assert.Equal((family, state), (foundFamily, foundState));
    }

    [Fact]
    public void A_neighbour_of_another_family_is_none_and_a_cut_one_is_named()
    {
        Assert.False(NeighbourReader.Parse(Hex.Bytes("07000000 04000000 0200 00 01"), out _, out _)); // a bridge's
        Assert.Equal("ndmsg: 4 bytes, need 12", Assert.Throws<KernelReadException>(() => NeighbourReader.Parse(Hex.Bytes("02000000"), out _, out _)).Message);
    }

    [Theory]
    [InlineData("1024\n", 1024)]
    [InlineData("18446744073709551615\n", long.MaxValue)]
    public void A_limit_is_one_number(string text, long limit) => Assert.Equal(limit, NeighbourReader.ParseLimit(Encoding.Latin1.GetBytes(text), "gc_thresh1"));

    [Theory]
    [InlineData("")]
    [InlineData("1024")]
    [InlineData("1024 2\n")]
    [InlineData("1024\n2\n")]
    [InlineData("x\n")]
    public void What_is_no_limit_is_refused(string text) => Assert.Throws<KernelReadException>(() => NeighbourReader.ParseLimit(Encoding.Latin1.GetBytes(text), "gc_thresh1"));

    [Fact]
    public void This_hosts_own_texts_are_read()
    {
        var kernel = new LiveKernel("/proc");
        using var multicast = new MulticastReader(kernel);
        using var routes = new Ipv6RouteTextReader(kernel);
        Assert.Equal(File.Exists("/proc/net/igmp"), multicast.Read().Length >= 0 && multicast.HasIpv4);
        Assert.Equal(File.Exists("/proc/net/ipv6_route"), routes.Read() is not null);
        Assert.Equal("main", RouteTableNames.Read(kernel).NameOf(254));
    }

    private static List<string> Groups(string text, IpFamily family)
    {
        List<MulticastRow> rows = [];
        MulticastText.Parse(Encoding.Latin1.GetBytes(text), family, family == IpFamily.Ipv4 ? "igmp" : "igmp6", rows);
        return [.. rows.Select(row => $"{row.InterfaceIndex} {row.InterfaceName} {row.Group.ToString(row.Family)} {row.Users}")];
    }
}
