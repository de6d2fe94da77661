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
        (IReadOnlyList<KeyValuePair<string, double>> printed, Dictionary<string, double> ours) = WhileNothingMoves(Print, () => Ours(space));
        Assert.True(printed.Count > 200);
        Assert.Equal(3, ours["UdpRcvbufErrors"]);
        Assert.Equal(13, ours["TcpActiveOpens"]);

        // nstat leaves out settings (Tcp RtoMin). All that it prints is there, at 0 too.
        Same.Nothing(printed
            .Where(pair => !ours.TryGetValue(pair.Key, out double value) || value != pair.Value)
            .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}: nstat {pair.Value}, ours {ours.GetValueOrDefault(pair.Key, double.NaN)}")));

        IReadOnlyList<KeyValuePair<string, double>> Print() => [.. Nstat.Read(space).OrderBy(static pair => pair.Key, StringComparer.Ordinal)];
    }

    [LiveFact]
    public void Under_load_every_value_lies_between_a_reading_before_and_one_after()
    {
        using var space = new Namespace();
        space.Lab("lab-load", "churn rate=500 workers=1 port=8000 ports=2");
        for (int round = 0; round < 3; round++)
        {
            // On a busy machine the load pauses too.
            (IReadOnlyDictionary<string, double> before, Dictionary<string, double> ours, IReadOnlyDictionary<string, double> after) = Wait.For("load during a reading", ReadUnderLoad);

            // The one of them that is no counter goes up and down.
            Same.Nothing(before
                .Where(pair => pair.Key != "TcpCurrEstab" && ours.TryGetValue(pair.Key, out double value) && (value < pair.Value || value > after[pair.Key]))
                .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}: nstat {pair.Value}, ours {ours[pair.Key]}, then {after[pair.Key]}")));
            Assert.True(ours.Count > 200);
        }

        Tuple<IReadOnlyDictionary<string, double>, Dictionary<string, double>, IReadOnlyDictionary<string, double>>? ReadUnderLoad()
        {
            IReadOnlyDictionary<string, double> before = Nstat.Read(space);
            Dictionary<string, double> ours = Ours(space);
            IReadOnlyDictionary<string, double> after = Nstat.Read(space);
            return before["TcpInSegs"] < after["TcpInSegs"] ? Tuple.Create(before, ours, after) : null;
        }
    }

    [LiveFact]
    public void Every_counter_of_proc_is_a_line_of_its_protocol_and_those_at_0_need_all()
    {
        using var space = new Namespace();
        space.Lab("lab-count", Scenarios);
        (IReadOnlyList<(string Protocol, string Name, double Value)> proc, (string All, string Some, Dictionary<string, double> Json) ours) = WhileNothingMoves(
            () => ProcCounters.Read(space),
            () => (space.Run(ExporterProcess.Binary, "netstat", "-s", "-a"), space.Run(ExporterProcess.Binary, "netstat", "-s"), Ours(space)));

        // A protocol may stand in several places of /proc, and has one heading.
        (string Protocol, string Name, double Value)[] counters = [.. proc.GroupBy(static counter => counter.Protocol).SelectMany(static group => group)];
        Assert.True(counters.Length > 200);
        Assert.Equal(counters.Select(static counter => (counter.Protocol, counter.Value)), Lines(ours.All));
        Assert.Equal(counters.Where(static counter => counter.Value != 0).Select(static counter => (counter.Protocol, counter.Value)), Lines(ours.Some));
        Assert.Equal(
            counters.Select(static counter => KeyValuePair.Create(counter.Protocol + counter.Name, counter.Value)).OrderBy(static pair => pair.Key, StringComparer.Ordinal),
            ours.Json.OrderBy(static pair => pair.Key, StringComparer.Ordinal));
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

    /// <summary>Ours between two equal readings of the truth: the first tries may fall into the last packets of the population.</summary>
    private static (IReadOnlyList<TCounter> Truth, TOurs Ours) WhileNothingMoves<TCounter, TOurs>(Func<IReadOnlyList<TCounter>> readTruth, Func<TOurs> readOurs)
    {
        for (int attempt = 0; attempt < 20; attempt++)
        {
            IReadOnlyList<TCounter> before = readTruth();
            TOurs ours = readOurs();
            if (before.SequenceEqual(readTruth()))
            {
                return (before, ours);
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

    /// <summary>Each line with the heading above it.</summary>
    private static List<(string Protocol, double Value)> Lines(string text)
    {
        string protocol = "";
        List<(string Protocol, double Value)> counters = [];
        foreach (Match line in Line().Matches(text))
        {
            if (line.Groups[1].Success)
            {
                protocol = line.Groups[1].Value;
            }
            else
            {
                counters.Add((protocol, double.Parse(line.Groups[2].ValueSpan, CultureInfo.InvariantCulture)));
            }
        }

        return counters;
    }

    [GeneratedRegex("^(?:(\\w+):|    (-?[0-9]+) [^ ].*)$", RegexOptions.Multiline)]
    private static partial Regex Line();
}
