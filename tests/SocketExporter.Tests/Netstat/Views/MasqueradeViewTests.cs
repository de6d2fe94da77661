using SocketExporter.Kernel.Conntrack;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Netstat.Views;

namespace SocketExporter.Tests.Netstat.Views;

public sealed class MasqueradeViewTests
{
    private static readonly ConntrackFlow Masqueraded = new()
    {
        Family = IpFamily.Ipv4,
        Protocol = 6,
        Original = new ConntrackTuple(AddressText.Ipv4(0x0a00_0005), AddressText.Ipv4(0xc000_0201), 40_000, 443),
        Reply = new ConntrackTuple(AddressText.Ipv4(0xc000_0201), AddressText.Ipv4(0xc000_0263), 443, 61_000),
        IsSourceTranslated = true,
        ExpiresInSeconds = 431_999,
    };

    [Fact]
    public void The_port_in_brackets_is_the_one_that_stands_for_the_senders()
        => Assert.Equal("tcp 7199:59.00 10.0.0.5             192.0.2.1            40000 -> 443 (61000)\n", Print(Masqueraded, numeric: true));

    [Fact]
    public void Ports_have_the_names_of_their_protocol()
        => Assert.Equal("tcp 7199:59.00 10.0.0.5             192.0.2.1            40000 -> https (61000)\n", Print(Masqueraded, numeric: false));

    [Fact]
    public void Of_a_redirection_it_is_the_port_that_was_asked_for_and_a_flow_without_a_timer_has_none()
    {
        ConntrackFlow flow = Masqueraded;
        flow.IsSourceTranslated = false;
        flow.IsDestinationTranslated = true;
        flow.Original = new ConntrackTuple(AddressText.Ipv4(0x0a00_0005), AddressText.Ipv4(0xc000_0201), 40_000, 80);
        flow.Reply = new ConntrackTuple(AddressText.Ipv4(0x0a00_0009), AddressText.Ipv4(0x0a00_0005), 8080, 40_000);
        flow.ExpiresInSeconds = null;
        Assert.Equal("tcp   -       10.0.0.5             10.0.0.9             40000 -> 8080 (80)\n", Print(flow, numeric: true));
    }

    private static string Print(ConntrackFlow flow, bool numeric)
    {
        using var etc = new EtcFolder(services: "https 443/tcp\nhttps 443/udp\n");
        return PrintedView.Of(output => MasqueradeView.WriteRow(output, in flow, numeric, null, etc.Names));
    }
}
