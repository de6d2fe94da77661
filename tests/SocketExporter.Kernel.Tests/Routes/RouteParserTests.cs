using SocketExporter.Kernel.Routes;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Kernel.Tests.Netlink;

namespace SocketExporter.Kernel.Tests.Routes;

/// <summary>rtmsg: family, dst_len, src_len, tos, table, protocol, scope, type, flags; then attributes (length, type, payload).</summary>
public sealed class RouteParserTests
{
    private readonly RouteRow _row = new();

    [Fact]
    public void A_route_with_a_gateway_has_all_that_netstat_prints()
    {
        Assert.True(Parse(
            "02 10 00 00 fe 10 00 01 00000000" +
            "0800 0f00 fe000000" + // RTA_TABLE main
            "0800 0100 0a090000" + // RTA_DST 10.9.0.0
            "0800 0500 0a010003" + // RTA_GATEWAY 10.1.0.3
            "0800 0400 04000000" + // RTA_OIF 4
            "0800 0600 32000000" + // RTA_PRIORITY 50
            "0800 0700 0a010001" + // RTA_PREFSRC 10.1.0.1
            "2400 0800 0800 0200 78050000 0800 0300 204e0000 0800 0400 20030000 0800 0800 14050000" + // RTA_METRICS: MTU 1400, window 20000, RTT 800, MSS 1300
            "0800 ff3f 01020304")); // of some later kernel

        Assert.Equal(
            (IpFamily.Ipv4, "10.9.0.0", 16, RouteKind.Unicast, 254u, 16, 50u, "10.1.0.1"),
            (_row.Family, $"{_row.Destination}", _row.PrefixLength, _row.Kind, _row.Table, _row.Protocol, _row.Metric, $"{_row.PreferredSource}"));
        Assert.Equal((1400u, 20_000u, 800u, 1300u), (_row.MtuBytes, _row.WindowBytes, _row.InitialRttEighthsOfMilliseconds, _row.AdvertisedMssBytes));
        RouteNextHop hop = Assert.Single(_row.NextHops.ToArray());
        Assert.Equal(("10.1.0.3", IpFamily.Ipv4, 4, 1), ($"{hop.Gateway}", hop.GatewayFamily, hop.InterfaceIndex, hop.Weight));
        Assert.False(_row.IsDefault);
    }

    [Fact]
    public void Nothing_of_the_route_before_is_left()
    {
        A_route_with_a_gateway_has_all_that_netstat_prints();
        Assert.True(Parse("02 08 00 00 ff 02 fe 02 00000000  0800 0100 7f000000"));
        Assert.Equal(("127.0.0.0", 8, RouteKind.Local, 255u, 0u), ($"{_row.Destination}", _row.PrefixLength, _row.Kind, _row.Table, _row.Metric));
        Assert.Null(_row.PreferredSource);
        Assert.Null(_row.MtuBytes ?? _row.WindowBytes ?? _row.InitialRttEighthsOfMilliseconds ?? _row.AdvertisedMssBytes);
        Assert.Empty(_row.NextHops.ToArray());
    }

    [Fact]
    public void Each_hop_of_a_multipath_route_has_its_gateway_interface_and_weight()
    {
        Assert.True(Parse(
            "02 0c 00 00 fe ba 00 01 00000000  0800 0100 ac100000" +
            "2400 0900" + // RTA_MULTIPATH
            "1000 00 02 04000000 0800 0500 0a010009" + // weight 3
            "1000 01 00 05000000 0800 0500 0a020009")); // dead
        Assert.Equal(
            [("10.1.0.9", 4, 3, 0), ("10.2.0.9", 5, 1, 1)],
            _row.NextHops.ToArray().Select(hop => ($"{hop.Gateway}", hop.InterfaceIndex, hop.Weight, (int)hop.Flags)));
    }

    [Fact]
    public void A_gateway_of_the_other_family_is_one()
    {
        Assert.True(Parse("02 10 00 00 fe 03 00 01 00000000  0800 0100 0a0a0000  1600 1200 0a00 fd010000000000000000000000000005 0000  0800 0400 04000000"));
        RouteNextHop hop = Assert.Single(_row.NextHops.ToArray());
        Assert.Equal((IpFamily.Ipv6, "[fd01::5]"), (hop.GatewayFamily, hop.Gateway!.Value.ToString(IpFamily.Ipv6)));
    }

    [Fact]
    public void A_table_above_255_stands_in_its_attribute_and_a_route_may_expire()
    {
        Assert.True(Parse(
            "0a 00 00 00 00 09 00 01 00000000  0800 0f00 a00f0000  0800 0400 02000000" +
            "2400 0c00 00000000 00000000 e8030000 00000000 00000000 00000000 00000000 00000000")); // RTA_CACHEINFO: 1000 hundredths
        Assert.Equal((4000u, TimeSpan.FromSeconds(10)), (_row.Table, _row.ExpiresIn));
    }

    [Theory]
    [InlineData("02 00 00 00 fe 03 00 01 00000000", true)]
    [InlineData("02 00 00 00 fd 03 00 01 00000000", true)] // table default
    [InlineData("0a 00 00 00 fe 09 00 01 00000000", true)]
    [InlineData("02 00 00 00 64 03 00 01 00000000", false)] // of table 100
    [InlineData("02 00 00 00 fe 03 00 07 00000000", false)] // unreachable
    [InlineData("02 01 00 00 fe 03 00 01 00000000", false)] // 0.0.0.0/1
    [InlineData("0a 00 40 00 fe 03 00 01 00000000", false)] // from a prefix
    public void A_default_route_is_unicast_to_everywhere_and_of_table_main_or_default(string message, bool isDefault)
    {
        Assert.True(Parse(message));
        Assert.Equal(isDefault, _row.IsDefault);
        Assert.Equal(isDefault, RouteWatch.IsDefault(Hex.Bytes(message), new RouteRow()));
    }

    [Fact]
    public void Routes_of_other_families_are_none()
    {
        Assert.False(Parse("80 20 20 00 fe 11 00 05 00000000")); // RTNL_FAMILY_IPMR
    }

    [Theory]
    [InlineData("02 10 00 00 fe 03 00", "rtmsg: 7 bytes, need 12")]
    [InlineData("02 21 00 00 fe 03 00 01 00000000", "rtmsg: prefix of 33 bits, expected at most 32")]
    [InlineData("02 10 00 00 fe 03 00 01 00000000 0700 0100 0a0900 00", "RTA_DST: 3 bytes, expected an address of 4 or 16")]
    [InlineData("02 10 00 00 fe 03 00 01 00000000 0500 0f00 fe000000", "RTA_TABLE: 1 bytes, need 4")]
    [InlineData("02 10 00 00 fe 03 00 01 00000000 0500 1200 02000000", "rtvia: 1 bytes, need 2")]
    [InlineData("02 10 00 00 fe 03 00 01 00000000 0c00 0900 0900 00 00 04000000", "rtnexthop: length 9, expected 8 to 8")]
    [InlineData("02 10 00 00 fe 03 00 01 00000000 0c00 0900 0000 00 00 04000000", "rtnexthop: length 0, expected 8 to 8")]
    [InlineData("02 10 00 00 fe 03 00 01 00000000 0800 0900 04000000", "rtnexthop: 4 bytes, need 8")]
    public void What_is_cut_is_named(string message, string expected)
    {
        Assert.Equal(expected, Assert.Throws<KernelReadException>(() => Parse(message)).Message);
    }

    private bool Parse(string message) => RouteParser.Parse(Hex.Bytes(message), _row);
}
