using SocketExporter.EndToEnd.Tests.Live;

namespace SocketExporter.EndToEnd.Tests.Netstat;

/// <summary>-g beside net-tools.</summary>
public sealed class GroupViewTests
{
    [LiveTheory("netstat")]
    [InlineData("-gn", 28)]
    [InlineData("-gn4", 14)]
    [InlineData("-gn6", 14)]
    [InlineData("-g", 28)]
    public void Groups_of_both_families_are_printed_as_net_tools_prints_them(string flags, int atLeast)
    {
        using var space = new Namespace();
        IpBatch.Pair(space, "dum0", "dum1");
        IpBatch.Pair(space, "a-long-name-012", "b-long-name-012");
        IpBatch.Run(space, ["address add 10.1.0.1/24 dev dum0", .. Enumerable.Range(1, 10).Select(static i => $"address add 239.1.2.{i}/32 dev dum0 autojoin")]);
        IpBatch.RunIpv6(space, ["address add fd00:1::1/64 dev dum0 nodad", .. Enumerable.Range(1, 10).Select(static i => $"address add ff05::{i:x}/128 dev a-long-name-012 autojoin")]);
        Same.Nothing(BothNetstats.Differences(space, flags, atLeast, WithoutTheOtherTable));
    }

    /// <summary>With -4 and -6 net-tools prints the heading of a table of sockets too, and no sockets.</summary>
    private static string? WithoutTheOtherTable(string line)
        => line.StartsWith("Active Internet connections", StringComparison.Ordinal) || line.StartsWith("Proto Recv-Q", StringComparison.Ordinal) ? null : line;
}
