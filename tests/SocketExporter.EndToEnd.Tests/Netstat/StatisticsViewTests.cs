using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Oracles;

namespace SocketExporter.EndToEnd.Tests.Netstat;

/// <summary>-s beside nstat and /proc.</summary>
public sealed partial class StatisticsViewTests
{
    private const string Scenarios = "established family=ipv4 port=8080 count=9 unread=10 time-wait family=ipv6 port=8081 count=4 udp family=ipv4 port=5300 buffer=4096 size=1000 drops=3";

    [LiveFact]
    public void Every_value_equals_what_nstat_prints()
    {
        using var space = new Namespace();
        space.Lab("lab-count", Scenarios);
        (Dictionary<string, double> ours, IReadOnlyDictionary<string, double> printed) = WhileNothingMoves(space);
        Assert.True(printed.Count > 200);
        Assert.Equal(3, ours["UdpRcvbufErrors"]);
        Assert.Equal(13, ours["TcpActiveOpens"]);
        // nstat leaves out settings (Tcp RtoMin) and what has no name for it; what it prints is there.
        Same.Nothing(printed
            .Where(pair => ours.TryGetValue(pair.Key, out double value) ? value != pair.Value : pair.Value != 0)
            .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}: nstat {pair.Value}, ours {ours.GetValueOrDefault(pair.Key, double.NaN)}")));
    }

    [LiveFact]
    public void Every_counter_of_proc_is_a_line_of_its_protocol_and_those_at_0_need_all()
    {
        using var space = new Namespace();
        space.Lab("lab-count", Scenarios);
        (Dictionary<string, double> counters, _) = WhileNothingMoves(space);
        MatchCollection all = Line().Matches(space.Run(ExporterProcess.Binary, "netstat", "-s", "-a"));
        MatchCollection some = Line().Matches(space.Run(ExporterProcess.Binary, "netstat", "-s"));
        Assert.Equal(counters.Values.Order(), all.Select(Value).Order());
        Assert.Equal(counters.Values.Where(static value => value != 0).Order(), some.Select(Value).Order());

        static double Value(Match line) => double.Parse(line.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
    }

    [LiveTheory]
    [InlineData("-st", "Tcp TcpExt MPTcpExt")]
    [InlineData("-st6", "Tcp TcpExt MPTcpExt")]
    [InlineData("-su", "Udp Udp6")]
    [InlineData("-su6", "Udp6")]
    [InlineData("-sU4", "UdpLite")]
    [InlineData("-sw6", "Ip6 Icmp6")]
    [InlineData("-stu4", "Tcp Udp TcpExt MPTcpExt")]
    public void A_protocol_that_is_named_is_shown_alone(string flags, string protocols)
    {
        using var space = new Namespace();
        string[] headings = [.. space.Run(ExporterProcess.Binary, "netstat", flags).Split('\n').Where(static line => line.EndsWith(':')).Select(static line => line[..^1])];
        Assert.Equal(protocols.Split(' ').Where(headings.Contains), headings.Where(static heading => heading != "Xfrm"));
        Assert.Superset(protocols.Split(' ').Except(["MPTcpExt"]).ToHashSet(), headings.ToHashSet());
    }

    private static (Dictionary<string, double> Ours, IReadOnlyDictionary<string, double> Printed) WhileNothingMoves(Namespace space)
    {
        for (int attempt = 0; attempt < 20; attempt++)
        {
            IReadOnlyDictionary<string, double> before = Nstat.Read(space);
            Dictionary<string, double> ours = Ours(space);
            if (before.OrderBy(pair => pair.Key).SequenceEqual(Nstat.Read(space).OrderBy(pair => pair.Key)))
            {
                return (ours, before);
            }
        }

        throw new InvalidOperationException("the counters of the namespace do not stand still");
    }

    private static Dictionary<string, double> Ours(Namespace space)
    {
        using JsonDocument document = JsonDocument.Parse(space.Run(ExporterProcess.Binary, "netstat", "-s", "--json"));
        return document.RootElement.EnumerateArray().ToDictionary(
            static row => row.GetProperty("protocol").GetString()! + row.GetProperty("counter").GetString(),
            static row => row.GetProperty("value").GetDouble());
    }

    [GeneratedRegex("^    (-?[0-9]+) [^ ].*$", RegexOptions.Multiline)]
    private static partial Regex Line();
}
