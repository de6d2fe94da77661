using System.Globalization;
using System.Text.RegularExpressions;
using SocketExporter.EndToEnd.Tests.Live;

namespace SocketExporter.EndToEnd.Tests.Oracles;

/// <summary>The protocol counters as the kernel prints them, by cat.</summary>
internal static partial class ProcCounters
{
    /// <summary>In the kernel's order: (TcpExt, ListenOverflows, 3), (Ip6, InReceives, 12).</summary>
    public static IReadOnlyList<(string Protocol, string Name, double Value)> Read(Namespace space) =>
    [
        .. Pairs(space.Run("cat", "/proc/net/snmp")),
        .. Pairs(space.Run("cat", "/proc/net/netstat")),
        .. Singles(space.Run("cat", "/proc/net/snmp6")),

        // A kernel without SCTP or IPsec has no such file, and cat says so and prints nothing.
        .. Singles(space.Finish("cat", "/proc/net/sctp/snmp").Output),
        .. Singles(space.Finish("cat", "/proc/net/xfrm_stat").Output),
    ];

    private static IEnumerable<(string Protocol, string Name, double Value)> Pairs(string text)
    {
        foreach (string[] lines in text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Chunk(2))
        {
            string[] names = Words(lines[0]);
            string[] values = Words(lines[1]);
            Assert.Equal((names[0], names.Length), (values[0], values.Length));
            for (int i = 1; i < names.Length; i++)
            {
                yield return (names[0].TrimEnd(':'), names[i], Number(values[i]));
            }
        }
    }

    private static IEnumerable<(string Protocol, string Name, double Value)> Singles(string text)
        => text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => Single().Match(line) is { Success: true } match
            ? (match.Groups[1].Value, match.Groups[2].Value, Number(match.Groups[3].Value))
            : throw new InvalidOperationException($"'{line}' is no counter"));

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static double Number(string digits) => double.Parse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^([A-Za-z]+6|Sctp|Xfrm)(\S+)\s+([0-9]+)$")]
    private static partial Regex Single();
}
