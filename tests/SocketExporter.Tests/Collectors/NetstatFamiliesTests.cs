using SocketExporter.Collectors;
using SocketExporter.Kernel.Counters;
using SocketExporter.Kernel.Counters.Meanings;
using SocketExporter.Metrics;
using SocketExporter.Tests.Documents;

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
    [InlineData("Sctp", "CurrEstab", "socket_netstat_sctp_currestab")]
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
    public void Help_names_the_kernels_spelling_and_says_when_to_worry()
    {
        Assert.Equal(
            "TcpExt ListenOverflows: Connection attempts that found the accept queue of their listener full; the application accepts too slowly or its backlog is too small; worry when it grows.",
            NetstatFamilies.Of(new CounterName("TcpExt", "ListenOverflows")).Family.Help);
    }

    [Fact]
    public void A_counter_of_a_newer_kernel_has_a_general_help()
    {
        Assert.Equal(
            "TcpExt TCPNextYear: A counter of the kernel that this program does not know yet.",
            NetstatFamilies.Of(new CounterName("TcpExt", "TCPNextYear")).Family.Help);
    }

    [Theory]
    [InlineData("Tcp", "/proc/net/snmp")]
    [InlineData("IpExt", "/proc/net/netstat")]
    [InlineData("MPTcpExt", "/proc/net/netstat")]
    [InlineData("UdpLite6", "/proc/net/snmp6")]
    [InlineData("Sctp", "/proc/net/sctp/snmp")]
    [InlineData("Xfrm", "/proc/net/xfrm_stat")]
    public void Source_is_the_file_that_lists_the_counter(string protocol, string source)
    {
        Assert.Equal(source, NetstatFamilies.Of(new CounterName(protocol, "Any")).Family.Source);
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("kernel-4.19")]
    [InlineData("kubernetes")]
    [InlineData("no-ipv6")]
    [InlineData("no-privileges")]
    [InlineData("time-wait-storm")]
    [InlineData("web-server")]
    public void Every_counter_of_a_recorded_machine_has_a_help_of_its_own(string machine)
    {
        using var reader = new ProtocolCounterReader(Path.Combine(Repository.Root, "tests/fixtures", machine, "proc"));
        MetricFamily[] families = [.. reader.Read().Names.Select(name => NetstatFamilies.Of(name).Family)];

        Assert.InRange(families.Length, 250, 1000);
        Assert.DoesNotContain(families, family => family.Help.Contains("does not know", StringComparison.Ordinal));
    }

    [Fact]
    public void Known_counters_make_names_and_types_that_promtool_accepts()
    {
        MetricFamily[] families = [.. CounterMeanings.Protocols.SelectMany(NetstatFamilies.Known)];

        Assert.Equal(families.Length, families.Select(family => family.Name).Distinct().Count());
        Assert.All(families, family => Assert.Matches("^socket_netstat_[a-z0-9]+_[a-z0-9]+(_seconds|_total)?$", family.Name));
        Assert.All(families, family => Assert.Equal(family.Type == MetricType.Counter, family.Name.EndsWith("_total", StringComparison.Ordinal)));
    }
}
