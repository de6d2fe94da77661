using SocketExporter.Kernel.Conntrack;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Kernel.Tests.Netlink;

namespace SocketExporter.Kernel.Tests.Conntrack;

public sealed class ConntrackFlowParserTests
{
    [Fact]
    public void A_masqueraded_connection_is_told_with_both_directions()
    {
        ConntrackFlow flow = Parse(Flows.Masqueraded);

        Assert.Equal((IpFamily.Ipv4, 6, (ConntrackTcpState?)ConntrackTcpState.Established), (flow.Family, flow.Protocol, flow.TcpState));
        Assert.Equal(("10.0.0.5", 40000), (flow.Original.Source.ToString(), flow.Original.SourcePort));
        Assert.Equal(("192.168.1.1", 443), (flow.Original.Destination.ToString(), flow.Original.DestinationPort));
        Assert.Equal(("192.168.1.1", 443), (flow.Reply.Source.ToString(), flow.Reply.SourcePort));
        Assert.Equal(("203.0.113.5", 60000), (flow.Reply.Destination.ToString(), flow.Reply.DestinationPort));
        Assert.True(flow is { IsReplied: true, IsAssured: true, IsSourceTranslated: true, IsDestinationTranslated: false });
        Assert.Equal(432_000u, flow.ExpiresInSeconds);
    }

    [Fact]
    public void A_datagram_of_IPv6_without_an_answer_has_no_state()
    {
        ConntrackFlow flow = Parse(Flows.Unreplied);

        Assert.Equal((IpFamily.Ipv6, 17, null), (flow.Family, flow.Protocol, flow.TcpState));
        Assert.Equal(("[fd00::5]", 5353), (flow.Original.Source.ToString(IpFamily.Ipv6), flow.Original.SourcePort));
        Assert.Equal(("[fd00::9]", 53), (flow.Original.Destination.ToString(IpFamily.Ipv6), flow.Original.DestinationPort));
        Assert.True(flow is { IsReplied: false, IsAssured: false, IsSourceTranslated: false, IsDestinationTranslated: false });
        Assert.Equal(29u, flow.ExpiresInSeconds);
    }

    [Fact]
    public void What_the_kernel_does_not_say_of_a_flow_is_not_made_up()
    {
        // The two tuples alone: an offloaded flow has no timer.
        ConntrackFlow flow = Parse(Flows.Masqueraded[..(8 + (2 * 104))]);

        Assert.Equal((null, null), (flow.TcpState, flow.ExpiresInSeconds));
        Assert.False(flow.IsReplied || flow.IsSourceTranslated);
    }

    [Fact]
    public void A_state_that_a_newer_kernel_adds_is_no_state()
    {
        Assert.Null(Parse(Flows.Masqueraded[..^8] + "0a000000").TcpState);
    }

    [Fact]
    public void Nothing_of_the_flow_before_is_left()
    {
        ConntrackFlow flow = default;
        ConntrackFlowParser.Parse(Hex.Bytes(Flows.Masqueraded), ref flow);
        ConntrackFlowParser.Parse(Hex.Bytes(Flows.Unreplied), ref flow);

        Assert.Null(flow.TcpState);
        Assert.False(flow.IsSourceTranslated);
    }

    [Theory]
    [InlineData("", "nfgenmsg: 0 bytes, need 4")]
    [InlineData("0200", "nfgenmsg: 2 bytes, need 4")]
    [InlineData("07000000", "nfgenmsg: family 7, expected 2 or 10")]
    [InlineData("02000000", "conntrack flow of 4 bytes: without CTA_TUPLE_ORIG or CTA_TUPLE_REPLY, expected both")]
    [InlineData("02000000" + "0c000180" + "08000180" + "01020304", "attribute of CTA_TUPLE_ORIG: length 513, expected 4 to 4")]
    [InlineData("02000000" + "04000180", "CTA_TUPLE_ORIG: without CTA_PROTO_NUM or an address of Ipv4, expected source, destination and protocol")]
    [InlineData("02000000" + "0e000180" + "0a000180" + "06000100" + "0a00" + "0000", "CTA_TUPLE_ORIG: address of 2 bytes, expected 4")]
    [InlineData("02000000" + "0600070000000000", "CTA_TIMEOUT: 2 bytes, need 4")]
    public void What_is_cut_or_foreign_is_refused_by_name(string message, string expected)
    {
        Assert.Equal(expected, Assert.Throws<KernelReadException>(() => Parse(message)).Message);
    }

    private static ConntrackFlow Parse(string hex)
    {
        ConntrackFlow flow = default;
        ConntrackFlowParser.Parse(Hex.Bytes(hex), ref flow);
        return flow;
    }
}
