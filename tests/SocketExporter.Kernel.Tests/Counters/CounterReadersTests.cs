using System.Globalization;
using SocketExporter.Kernel.Counters;

namespace SocketExporter.Kernel.Tests.Counters;

/// <summary>The readers on a procfs of files written here, and on the machine's own.</summary>
public sealed class CounterReadersTests : IDisposable
{
    private readonly string _proc = Directory.CreateTempSubdirectory("proc").FullName;

    public CounterReadersTests()
    {
        Directory.CreateDirectory($"{_proc}/thread-self/net");
        Directory.CreateDirectory($"{_proc}/sys/net/ipv4");
    }

    public void Dispose() => Directory.Delete(_proc, recursive: true);

    private void Write(string name, string text) => File.WriteAllText($"{_proc}/{name}", text);

    [Fact]
    public void Counters_of_all_files_come_in_one_table()
    {
        Write("thread-self/net/snmp", "Tcp: InSegs\nTcp: 1\n");
        Write("thread-self/net/netstat", "TcpExt: ListenOverflows\nTcpExt: 2\n");
        Write("thread-self/net/snmp6", "Ip6InReceives\t3\n");
        Directory.CreateDirectory($"{_proc}/thread-self/net/sctp");
        Write("thread-self/net/sctp/snmp", "SctpCurrEstab\t4\n");
        Write("thread-self/net/xfrm_stat", "XfrmInError\t5\n");
        using var reader = new ProtocolCounterReader(_proc);
        CounterTable table = reader.Read();
        Assert.Equal(
            new CounterName[] { new("Tcp", "InSegs"), new("TcpExt", "ListenOverflows"), new("Ip6", "InReceives"), new("Sctp", "CurrEstab"), new("Xfrm", "InError") },
            table.Names.ToArray());
        Assert.Equal(new Int128[] { 1, 2, 3, 4, 5 }, table.Values.ToArray());
    }

    [Fact]
    public void A_missing_netstat_and_snmp6_are_no_errors_and_are_found_when_they_appear()
    {
        Write("thread-self/net/snmp", "Tcp: InSegs\nTcp: 1\n");
        using var reader = new ProtocolCounterReader(_proc);
        Assert.Equal(new Int128[] { 1 }, reader.Read().Values.ToArray());
        Write("thread-self/net/snmp6", "Ip6InReceives\t3\n");
        Assert.Equal(new Int128[] { 1, 3 }, reader.Read().Values.ToArray());
    }

    [Fact]
    public void A_missing_snmp_is_an_error()
    {
        using var reader = new ProtocolCounterReader(_proc);
        Assert.Equal(
            $"{_proc}/thread-self/net/snmp: not there (ENOENT)",
            Assert.Throws<KernelReadException>(reader.Read).Message);
    }

    [Fact]
    public void A_missing_sockstat6_leaves_its_values_null()
    {
        Write("thread-self/net/sockstat", "sockets: used 3\n");
        using var reader = new SocketStatisticsReader(_proc, Environment.SystemPageSize);
        Assert.Equal(new SocketStatistics { SocketsUsed = 3 }, reader.Read());
    }

    [Fact]
    public void The_port_range_is_the_same_object_until_a_sysctl_changes()
    {
        Write("sys/net/ipv4/ip_local_port_range", "1000\t2000\n");
        Write("sys/net/ipv4/ip_local_reserved_ports", "\n");
        using var reader = new EphemeralPortReader(_proc);
        EphemeralPortRange first = reader.Read();
        Assert.Same(first, reader.Read());
        Write("sys/net/ipv4/ip_local_reserved_ports", "1500\n");
        Assert.True(first.Contains(1500));
        Assert.False(reader.Read().Contains(1500));
    }

    [Fact]
    public void This_kernel_has_the_counters_that_every_kernel_has()
    {
        using var reader = new ProtocolCounterReader("/proc");
        CounterTable table = reader.Read();
        Assert.Equal(table.Names.Length, table.Values.Length);
        Assert.Contains(new CounterName("Tcp", "CurrEstab"), table.Names);
        Assert.Contains(new CounterName("TcpExt", "ListenOverflows"), table.Names);
        Assert.Equal(-1, table.Values[table.Names.IndexOf(new CounterName("Tcp", "MaxConn"))]);
        Assert.Equal(table.Names.Length, table.Names.Distinct().Count());
    }

    [Fact]
    public void This_kernels_sockstat_says_all_that_is_read_of_it()
    {
        using var reader = new SocketStatisticsReader("/proc", Environment.SystemPageSize);
        SocketStatistics statistics = reader.Read();
        Assert.NotNull(statistics.SocketsUsed);
        Assert.NotNull(statistics.TcpMemoryBytes);
        Assert.Equal(0, statistics.TcpMemoryBytes % Environment.SystemPageSize);
        Assert.NotNull(statistics.FragmentsMemoryBytes);
    }

    [Fact]
    public void This_kernel_lists_tcp_udp_unix_and_netlink_once_each()
    {
        using var reader = new ProtocolSocketsReader("/proc");
        string[] protocols = [.. reader.Read().Select(row => row.Protocol)];
        Assert.Equal(protocols.Length, protocols.Distinct().Count());
        Assert.Superset(new HashSet<string> { "tcp", "udp", "unix", "netlink" }, protocols.ToHashSet());
    }

    [Fact]
    public void This_kernels_port_range_is_what_its_sysctl_says()
    {
        int[] said = [.. File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range")
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(port => int.Parse(port, CultureInfo.InvariantCulture))];
        using var reader = new EphemeralPortReader("/proc");
        EphemeralPortRange range = reader.Read();
        Assert.Equal(said, new[] { range.Low, range.High });
    }
}
