using System.Globalization;
using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Oracles;
using SocketExporter.EndToEnd.Tests.Pages;

namespace SocketExporter.EndToEnd.Tests;

public sealed class CounterTests
{
    private const string Prefix = "socket_netstat_";

    [LiveFact]
    public void Every_protocol_counter_equals_what_nstat_prints()
    {
        using var space = new Namespace();
        space.Lab("lab-count", "established family=ipv4 port=8080 count=9 unread=10 time-wait family=ipv6 port=8081 count=4 udp family=ipv4 port=5300 buffer=4096 size=1000 drops=3");
        (MetricsPage page, IReadOnlyDictionary<string, double> printed) = WhileNothingMoves(space);
        Dictionary<string, double> published = Published(page);
        Assert.True(printed.Count > 200);
        Assert.True(published["udprcvbuferrors"] == 3 && published["tcpactiveopens"] == 13);

        // MPTcpExt and UdpLite appear when one of their fields has counted.
        IEnumerable<string> wrong = printed
            .Where(pair => published.TryGetValue(Folded(pair.Key), out double value) ? value != pair.Value : pair.Value != 0 || !MayBeAbsent(pair.Key))
            .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}: nstat {pair.Value}, page {published.GetValueOrDefault(Folded(pair.Key), double.NaN)}"));
        Same.Nothing(wrong);
    }

    [LiveFact]
    public void Gauges_among_the_counters_are_not_called_total()
    {
        using var space = new Namespace();
        space.Lab("lab-count", "established family=ipv4 port=8080 count=9 half-closed family=ipv4 port=8081 count=2");
        MetricsPage page = space.Once();
        // CurrEstab counts CLOSE_WAIT as well.
        Assert.Equal(20, page.Get("socket_netstat_tcp_currestab"));
        Assert.Equal("gauge", page.Types["socket_netstat_tcp_currestab"]);
        Assert.Equal(0.2, page.Get("socket_netstat_tcp_rtomin_seconds"), 9);
        Assert.Equal("counter", page.Types["socket_netstat_tcpext_listenoverflows_total"]);
    }

    [LiveFact]
    public void Memory_and_limits_are_those_of_sockstat()
    {
        using var space = new Namespace();
        space.Lab("lab-stat", "time-wait family=ipv4 port=8080 count=5 half-closed family=ipv4 port=8081 count=2 orphan=1");
        MetricsPage page = space.Once();
        string[] tcp = [.. space.Run("cat", "/proc/net/sockstat").Split('\n').Single(line => line.StartsWith("TCP:", StringComparison.Ordinal)).Split(' ')];
        Assert.Equal("7", tcp[Array.IndexOf(tcp, "tw") + 1]);
        Assert.Equal(7, page.Get("socket_tcp_time_wait_buckets"));
        // Counted for all namespaces together, as the memory is: another's traffic may move them between two readings.
        Assert.True(page.Get("socket_tcp_orphans") >= 0);
        Assert.Equal(0, page.Get("socket_fragments_memory_bytes", ("family", "ipv4")));
        Assert.Equal(0, page.Get("socket_fragments_memory_bytes", ("family", "ipv6")));
        Assert.Equal(0, page.Get("socket_tcp_memory_bytes") % Environment.SystemPageSize);
        Assert.Equal(0, page.Get("socket_udp_memory_bytes") % Environment.SystemPageSize);
    }

    /// <summary>A page between two equal readings; the first tries may fall into the last packets of the population.</summary>
    private static (MetricsPage Page, IReadOnlyDictionary<string, double> Printed) WhileNothingMoves(Namespace space)
    {
        for (int attempt = 0; attempt < 10; attempt++)
        {
            IReadOnlyDictionary<string, double> before = Nstat.Read(space);
            MetricsPage page = space.Once();
            if (before.OrderBy(pair => pair.Key).SequenceEqual(Nstat.Read(space).OrderBy(pair => pair.Key)))
            {
                return (page, before);
            }
        }

        throw new InvalidOperationException("the counters of the namespace do not stand still");
    }

    /// <summary>By nstat's name in lower case: protocol and field without what stands between them.</summary>
    internal static Dictionary<string, double> Published(MetricsPage page) => page.All
        .Where(series => series.Name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToDictionary(
            series => Folded((series.Name.EndsWith("_total", StringComparison.Ordinal) ? series.Name[..^6] : series.Name)[Prefix.Length..].Replace("_seconds", "", StringComparison.Ordinal)),
            series => series.Value);

    internal static string Folded(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    private static bool MayBeAbsent(string name)
        => name.StartsWith("MPTcpExt", StringComparison.Ordinal) || name.StartsWith("UdpLite", StringComparison.Ordinal);
}
