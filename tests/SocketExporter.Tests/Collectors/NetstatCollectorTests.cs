using SocketExporter.Collectors;
using SocketExporter.Kernel.Counters;
using SocketExporter.Metrics;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Collectors;

public sealed class NetstatCollectorTests : IDisposable
{
    private readonly DirectoryInfo _proc = Directory.CreateTempSubdirectory("netstat-collector-");
    private readonly Derivations _derivations = new();

    public void Dispose() => _proc.Delete(recursive: true);

    [Fact]
    public void Families_are_made_once_for_the_names_of_a_kernel()
    {
        using ProtocolCounterReader reader = Reader();
        Kernel("Tcp: RtoMin InSegs\nTcp: 200 7\n");
        MetricFamily[] first = Families(reader, out string[] _);
        Kernel("Tcp: RtoMin InSegs\nTcp: 200 9\n");
        MetricFamily[] second = Families(reader, out string[] page);

        Assert.Equal(["socket_netstat_tcp_rtomin_seconds 0.2", "socket_netstat_tcp_insegs_total 9"], page);
        Assert.Equal(first.Length, second.Length);
        Assert.All(first.Zip(second), pair => Assert.Same(pair.First, pair.Second));
    }

    [Fact]
    public void A_kernel_that_names_other_counters_has_other_families_at_once()
    {
        using ProtocolCounterReader reader = Reader();
        Kernel("Tcp: RtoMin InSegs\nTcp: 200 7\n");
        Families(reader, out string[] _);
        Kernel("Tcp: RtoMin OutSegs\nTcp: 200 7\n");
        Families(reader, out string[] page);

        Assert.Equal(["socket_netstat_tcp_rtomin_seconds 0.2", "socket_netstat_tcp_outsegs_total 7"], page);
    }

    [Fact]
    public void A_protocol_that_is_seldom_used_is_shown_whole_once_a_counter_has_moved()
    {
        using ProtocolCounterReader reader = Reader();
        Kernel("UdpLite: InDatagrams NoPorts\nUdpLite: 0 0\n");
        Families(reader, out string[] before);
        Kernel("UdpLite: InDatagrams NoPorts\nUdpLite: 0 1\n");
        Families(reader, out string[] after);

        Assert.Empty(before);
        Assert.Equal(["socket_netstat_udplite_indatagrams_total 0", "socket_netstat_udplite_noports_total 1"], after);
    }

    private ProtocolCounterReader Reader()
    {
        _proc.CreateSubdirectory("thread-self/net");
        return new ProtocolCounterReader(_proc.FullName);
    }

    private void Kernel(string snmp) => File.WriteAllText(Path.Combine(_proc.FullName, "thread-self/net/snmp"), snmp);

    private MetricFamily[] Families(ProtocolCounterReader reader, out string[] page)
    {
        var snapshot = new Snapshot { TakenAt = DateTimeOffset.UnixEpoch, Counters = reader.Read() };
        var segment = new MetricSegment("netstat");
        new NetstatCollector().Collect(snapshot, new MetricWriter(segment, before: null, _derivations));
        page = Page.Of(new NetstatCollector(), snapshot);
        return [.. segment.Families.Select(family => family.Key)];
    }
}
