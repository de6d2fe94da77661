using System.Text.RegularExpressions;
using SocketExporter.Netstat;
using SocketExporter.Tests.Documents;

namespace SocketExporter.Tests.Netstat;

/// <summary>docs/netstat.md: every flag and every column of net-tools has its metric there, or the reason why not.</summary>
public sealed partial class NetstatMapTests
{
    private static readonly string Document = Repository.Read("docs/netstat.md");

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
}
