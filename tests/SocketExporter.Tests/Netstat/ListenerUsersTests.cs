using SocketExporter.Kernel.Sockets;
using SocketExporter.Netstat;

namespace SocketExporter.Tests.Netstat;

public sealed class ListenerUsersTests
{
    private static readonly IpAddress Ipv4 = new(0, 0x0000_ffff_0a00_0001);
    private static readonly IpAddress Ipv6 = new(0xfd00_0000_0000_0000, 1);

    [Fact]
    public void A_listener_on_any_address_has_the_half_open_connections_of_its_family()
    {
        ListenerUsers users = Of(Listener(IpFamily.Ipv4, IpAddress.AnyIpv4, 33), Listener(IpFamily.Ipv6, IpAddress.AnyIpv6, 1000, ipv6Only: true));

        Assert.Equal((33u, 1000u), (users.Of(Ipv4, 80), users.Of(Ipv6, 80)));
        Assert.Equal((0u, 0u), (users.Of(Ipv4, 81), users.Of(Ipv6, 81)));
    }

    [Fact]
    public void One_on_an_address_goes_before_one_on_any()
    {
        ListenerUsers users = Of(Listener(IpFamily.Ipv4, IpAddress.AnyIpv4, 33), Listener(IpFamily.Ipv4, Ipv4, 34));

        Assert.Equal(34u, users.Of(Ipv4, 80));
    }

    [Theory]
    [InlineData(false, 1000u)]
    [InlineData(true, 0u)]
    public void An_IPv6_listener_has_those_of_IPv4_unless_it_takes_IPv6_only(bool ipv6Only, uint expected)
    {
        ListenerUsers users = Of(Listener(IpFamily.Ipv6, IpAddress.AnyIpv6, 1000, ipv6Only));

        Assert.Equal((expected, 1000u), (users.Of(Ipv4, 80), users.Of(Ipv6, 80)));
    }

    [Fact]
    public void An_IPv4_listener_has_none_of_IPv6()
        => Assert.Equal(0u, Of(Listener(IpFamily.Ipv4, IpAddress.AnyIpv4, 33)).Of(Ipv6, 80));

    private static ListenerUsers Of(params InetSocketRow[] listeners)
    {
        var users = new ListenerUsers();
        foreach (InetSocketRow listener in listeners)
        {
            users.Add(in listener);
        }

        return users;
    }

    private static InetSocketRow Listener(IpFamily family, IpAddress address, uint uid, bool ipv6Only = false)
        => new() { Family = family, Local = address, LocalPort = 80, State = TcpState.Listen, Uid = uid, IsIpv6Only = ipv6Only };
}
