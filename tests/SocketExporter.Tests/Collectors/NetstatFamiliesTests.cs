using SocketExporter.Collectors;
using SocketExporter.Kernel.Counters;
using SocketExporter.Metrics;

namespace SocketExporter.Tests.Collectors;

public sealed class NetstatFamiliesTests
{
    [Theory]
    [InlineData("TcpExt", "ListenOverflows", "socket_netstat_tcpext_listenoverflows_total")]
    [InlineData("Ip6", "InReceives", "socket_netstat_ip6_inreceives_total")]
    [InlineData("IcmpMsg", "InType3", "socket_netstat_icmpmsg_intype3_total")]
    [InlineData("TcpExt", "TCPMinTTLDrop", "socket_netstat_tcpext_tcpminttldrop_total")]
    [InlineData("New", "Odd-Field", "socket_netstat_new_odd_field_total")]
    public void A_counter_is_named_by_the_kernels_names_in_lower_case(string protocol, string name, string expected)
    {
        (MetricFamily family, double scale) = NetstatFamilies.Of(new CounterName(protocol, name));

        Assert.Equal((expected, MetricType.Counter, 1.0), (family.Name, family.Type, scale));
    }

    [Theory]
    [InlineData("Tcp", "CurrEstab", "socket_netstat_tcp_currestab")]
    [InlineData("Tcp", "MaxConn", "socket_netstat_tcp_maxconn")]
    [InlineData("Ip", "Forwarding", "socket_netstat_ip_forwarding")]
    [InlineData("Ip", "DefaultTTL", "socket_netstat_ip_defaultttl")]
    [InlineData("MPTcpExt", "MPCurrEstab", "socket_netstat_mptcpext_mpcurrestab")]
    [InlineData("Future", "QueueMax", "socket_netstat_future_queuemax")]
    public void Gauges_have_no_total(string protocol, string name, string expected)
    {
        (MetricFamily family, _) = NetstatFamilies.Of(new CounterName(protocol, name));

        Assert.Equal((expected, MetricType.Gauge), (family.Name, family.Type));
    }

    [Fact]
    public void Retransmission_timeouts_are_seconds()
    {
        (MetricFamily family, double scale) = NetstatFamilies.Of(new CounterName("Tcp", "RtoMin"));

        Assert.Equal(("socket_netstat_tcp_rtomin_seconds", MetricType.Gauge), (family.Name, family.Type));
        Assert.Equal(0.2, 200 * scale, 12);
    }

    [Fact]
    public void Help_names_the_kernels_spelling()
    {
        Assert.Equal("ListenOverflows of TcpExt, as the kernel spells it.", NetstatFamilies.Of(new CounterName("TcpExt", "ListenOverflows")).Family.Help);
    }
}
