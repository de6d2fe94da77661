using System.Text.RegularExpressions;
using SocketExporter.Collectors;
using SocketExporter.Kernel.Counters;
using SocketExporter.Kernel.Routes;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Netstat;
using SocketExporter.Tests.Documents;

namespace SocketExporter.Tests.Netstat;

/// <summary>docs/netstat.md: every flag and every column of net-tools has its metric there, or the reason why not.</summary>
public sealed partial class NetstatMapTests
{
    private static readonly string Document = Repository.Read("docs/netstat.md");

    /// <summary>What labels that the map gives a value can be, out of what collectors take their values from.</summary>
    private static readonly Dictionary<(string Metric, string Label), string[]> Possible = new()
    {
        [("socket_sockets", "protocol")] = [.. ((ReadOnlySpan<string>)["TCP", "UDP", "UDP-Lite", "RAW", "UNIX", "SCTP", "AF_VSOCK"]).ToArray().Select(ProtocolSocketsText.Protocol)],
        [("socket_tcp_sockets", "family")] = [StateNames.Family(IpFamily.Ipv4), StateNames.Family(IpFamily.Ipv6)],
        [("socket_tcp_sockets", "state")] = [.. StateNames.AllTcp.Select(StateNames.Tcp)],
        [("socket_unix_sockets", "state")] = [.. StateNames.AllUnix.Select(StateNames.Unix)],
        [("socket_routes", "kind")] = [.. Enum.GetValues<RouteKind>().Select(RouteNames.Kind)],
    };

    [Fact]
    public void Every_flag_of_the_command_is_in_the_map_once()
    {
        IEnumerable<string> flags = NetstatFlags.All.SelectMany(static flag => flag.Letter is { } letter
            ? flag.Names.Select(static name => "--" + name).Prepend($"-{letter}")
            : flag.Names.Select(static name => "--" + name));
        Assert.Equal(flags.Order(StringComparer.Ordinal), Rows("## Flags").SelectMany(static row => Code().Matches(row[0]).Select(static match => match.Groups[1].Value)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_metric_of_the_map_is_in_the_catalogue()
    {
        HashSet<string> catalogue = [.. Repository.Read("tests/SocketExporter.Tests/metrics.tsv").Split('\n').Select(static line => line.Split('\t')[0])];
        string[] named = [.. Rows("## Flags").Concat(Rows("## Columns")).SelectMany(static row => Code().Matches(row[2]).Select(static match => match.Groups[1].Value)).Where(static name => name.StartsWith("socket_", StringComparison.Ordinal)).Distinct()];
        Assert.True(named.Length > 50);
        Assert.Empty(named.Where(static name => !name.EndsWith('…')).Except(catalogue));
    }

    [Fact]
    public void Every_label_value_of_the_map_is_one_that_its_metric_can_have()
    {
        string[] cells = [.. Rows("## Flags").Concat(Rows("## Columns")).Select(static row => row[2])];
        (string Metric, string Label, string Value)[] named = [.. cells.SelectMany(LabelsOf)];

        // Each stands beside the metric that it is of.
        Assert.Equal(cells.Sum(static cell => LabelValue().Count(cell)), named.Length);
        Assert.True(named.Length > 8);
        Assert.DoesNotContain(named, static one => !Possible[(one.Metric, one.Label)].Contains(one.Value));
    }

    [Fact]
    public void Every_row_names_a_metric_or_says_why_there_is_none()
    {
        Assert.All(Rows("## Flags").Concat(Rows("## Columns")), static row => Assert.True(
            Code().IsMatch(row[2]) || row[2].StartsWith("none: ", StringComparison.Ordinal) || row[2].Contains("label", StringComparison.Ordinal) || row[2].StartsWith("as ", StringComparison.Ordinal),
            string.Join(" | ", row)));
    }

    [Theory]
    [InlineData("sockets", "Proto,Recv-Q,Send-Q,Local Address,Foreign Address,State,User,Inode,PID/Program name,Timer")]
    [InlineData("unix sockets", "RefCnt,Flags,Type,State,I-Node,Path")]
    [InlineData("routes", "Destination,Gateway,Genmask,Flags,Metric,MSS,Window,irtt,Ref,Use,Iface")]
    [InlineData("interfaces", "Iface,MTU,RX-OK,RX-ERR,RX-DRP,RX-OVR,TX-OK,TX-ERR,TX-DRP,TX-OVR,Flg")]
    [InlineData("groups", "Interface,RefCnt,Group")]
    [InlineData("masquerade", "prot,expire,source,destination,ports")]
    public void Every_column_of_net_tools_is_in_the_map(string table, string columns)
    {
        Assert.Equal(columns.Split(','), Rows("## Columns").Where(row => row[0] == table).Select(static row => row[1]));
    }

    private static IEnumerable<(string Metric, string Label, string Value)> LabelsOf(string cell)
        => MetricWithLabel().Matches(cell).Select(static match => (match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value))
            .Concat(LabelOfMetric().Matches(cell).Select(static match => (match.Groups[3].Value, match.Groups[1].Value, match.Groups[2].Value)));

    /// <summary>Cells of the table below a heading.</summary>
    private static List<string[]> Rows(string heading) =>
    [
        .. Document.Split(heading)[1].Split("\n## ")[0].Split('\n')
            .Where(static line => line.StartsWith("| ", StringComparison.Ordinal))
            .Skip(1)
            .Select(static line => line.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries)),
    ];

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex("[a-z]+=\"")]
    private static partial Regex LabelValue();

    [GeneratedRegex("`(socket_[a-z_]+)` with ([a-z]+)=\"([^\"]*)\"")]
    private static partial Regex MetricWithLabel();

    [GeneratedRegex("([a-z]+)=\"([^\"]*)\" of `(socket_[a-z_]+)`")]
    private static partial Regex LabelOfMetric();
}
