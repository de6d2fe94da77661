using SocketExporter.Netstat;
using SocketExporter.Netstat.Views;

namespace SocketExporter.Tests.Netstat.Views;

public sealed class StatisticsViewTests
{
    private const string All = "Ip Icmp IcmpMsg Tcp Udp UdpLite TcpExt IpExt MPTcpExt Ip6 Icmp6 Udp6 UdpLite6 Sctp Xfrm";

    [Theory]
    [InlineData("-s", All)]
    [InlineData("-s46", All)]
    [InlineData("-s6", "Tcp TcpExt MPTcpExt Ip6 Icmp6 Udp6 UdpLite6 Sctp Xfrm")]
    [InlineData("-s4", "Ip Icmp IcmpMsg Tcp Udp UdpLite TcpExt IpExt MPTcpExt Sctp Xfrm")]
    [InlineData("-st", "Tcp TcpExt MPTcpExt")]
    [InlineData("-su", "Udp Udp6")]
    [InlineData("-sU6", "UdpLite6")]
    [InlineData("-sS", "Sctp")]
    [InlineData("-sw", "Ip Icmp IcmpMsg IpExt Ip6 Icmp6 Xfrm")]
    [InlineData("-stu4", "Tcp Udp TcpExt MPTcpExt")]
    public void Flags_choose_protocols(string flags, string protocols)
    {
        var request = new NetstatRequest();
        Assert.Empty(ArgumentReader.Read([flags], request));
        Assert.Equal(protocols.Split(' '), All.Split(' ').Where(protocol => StatisticsSelection.Shows(request, protocol)));
    }

    [Theory]
    [InlineData(-1, "-1")]
    [InlineData(9_007_199_254_740_991, "9007199254740991")]
    [InlineData(18_446_744_073_709_551_615, "18446744073709551616")]
    public void Values_have_all_their_digits(double value, string text) => Assert.Equal(text, StatisticsView.Number(value));
}
