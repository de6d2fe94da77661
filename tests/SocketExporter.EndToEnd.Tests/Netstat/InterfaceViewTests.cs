using System.Globalization;
using System.Text.Json;
using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Oracles;

namespace SocketExporter.EndToEnd.Tests.Netstat;

/// <summary>-i beside net-tools and ip, on 300 interfaces that stand still.</summary>
public sealed class InterfaceViewTests
{
    [LiveTheory("netstat")]
    [InlineData("-i", 150)]
    [InlineData("-ia", 300)]
    [InlineData("-in", 150)]
    [InlineData("--interfaces --all", 300)]
    public void Interfaces_are_printed_as_net_tools_prints_them(string flags, int atLeast)
    {
        using var space = new Namespace();
        Populate(space);
        Same.Nothing(BothNetstats.Differences(space, flags, atLeast));
    }

    [LiveFact("netstat")]
    public void Blocks_have_the_name_flags_and_counters_that_net_tools_prints()
    {
        using var space = new Namespace();
        Populate(space);
        Same.Nothing(BothNetstats.Differences(space, "-iea", atLeast: 1500, CountersOfBlock));
    }

    [LiveFact("netstat")]
    public void The_order_is_that_of_net_tools()
    {
        using var space = new Namespace();
        IpBatch.Run(space, ((ReadOnlySpan<string>)["e10", "e2", "e1", "eth0.5", "eth0", "b007", "b7", "z"]).ToArray().Select(static name => $"link add {name} type bridge"));
        Assert.Equal(Names(space.Run("netstat", "-ia")), Names(space.Run(ExporterProcess.Binary, "netstat", "-ia")));
    }

    [LiveFact]
    public void With_json_the_counters_are_those_of_ip()
    {
        using var space = new Namespace();
        Populate(space);
        for (int attempt = 0; ; attempt++)
        {
            IReadOnlyDictionary<string, double> before = IpLink.Read(space);
            Dictionary<string, double> ours = OurCounters(space);
            if (attempt < 20 && !before.OrderBy(pair => pair.Key).SequenceEqual(IpLink.Read(space).OrderBy(pair => pair.Key)))
            {
                continue;
            }

            Assert.True(ours.Count >= 300 * 8);
            Same.Nothing(ours.Where(pair => before[pair.Key] != pair.Value).Select(pair => $"{pair.Key}: ip {before[pair.Key]}, ours {pair.Value}"));
            return;
        }
    }

    [LiveFact]
    public void A_hostile_name_does_nothing_to_the_terminal()
    {
        using var space = new Namespace();
        space.Run("ip", "link", "add", "a\u001b[31mred\u007f", "type", "bridge");
        space.Run("ip", "link", "set", "a\u001b[31mred\u007f", "up");
        space.Run("ip", "route", "add", "10.2.0.0/16", "dev", "a\u001b[31mred\u007f");
        foreach (string flags in (ReadOnlySpan<string>)["-i", "-ie", "-rn", "-6rn", "-gn"])
        {
            string printed = space.Run(ExporterProcess.Binary, "netstat", flags);
            Assert.Contains("red", printed, StringComparison.Ordinal);
            Assert.DoesNotContain(printed, static letter => char.IsControl(letter) && letter != '\n');
        }
    }

    private static Dictionary<string, double> OurCounters(Namespace space)
    {
        using JsonDocument document = JsonDocument.Parse(space.Run(ExporterProcess.Binary, "netstat", "-ia", "--json"));
        var counters = new Dictionary<string, double>();
        foreach (JsonElement row in document.RootElement.EnumerateArray())
        {
            string name = row.GetProperty("interface").GetString()!;
            foreach (string counter in (ReadOnlySpan<string>)["packets", "bytes", "errors", "drops"])
            {
                foreach (string way in (ReadOnlySpan<string>)["receive", "transmit"])
                {
                    counters.Add(Pages.Series.KeyOf($"socket_interface_{way}_{counter}_total", ("interface", name)), row.GetProperty($"{way}_{counter}").GetDouble());
                }
            }
        }

        return counters;
    }

    private static string[] Names(string table) => [.. table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2).Select(static line => line.Split(' ')[0])];

    /// <summary>Of a block everything but addresses and hardware, which <c>ip address</c> says better.</summary>
    private static string? CountersOfBlock(string line)
        => line.StartsWith("        ", StringComparison.Ordinal) && !line.StartsWith("        RX", StringComparison.Ordinal) && !line.StartsWith("        TX", StringComparison.Ordinal)
            ? null
            : line;

    /// <summary>Down ones, veth pairs, long names and every flag that can be set; packets that were counted.</summary>
    private static void Populate(Namespace space)
    {
        IpBatch.Run(
            space,
            [
                .. Enumerable.Range(0, 148).Select(static i => string.Create(CultureInfo.InvariantCulture, $"link add long-name-{2 * i:00000} type veth peer name long-name-{(2 * i) + 1:00000}")),
                .. Enumerable.Range(0, 296).Select(static i => string.Create(CultureInfo.InvariantCulture, $"link set long-name-{i:00000} addrgenmode none")),
                .. Enumerable.Range(0, 148).Select(static i => string.Create(CultureInfo.InvariantCulture, $"link set long-name-{2 * i:00000} up mtu {1280 + i}")),
                "link add v0 type veth peer name v1",
                "link set v0 addrgenmode none",
                "link set v1 addrgenmode none",
                "link set v0 up",
                "link set v1 up",
                "link add br0 type bridge",
                "link set long-name-00000 promisc on",
                "link set long-name-00002 allmulticast on",
                "link set long-name-00004 arp off",
                "link set long-name-00006 multicast off",
                "link set long-name-00008 master br0",
                "link add mv0 link v0 type macvlan",
                "address add 10.0.0.1/24 dev v0",
                "neighbour add 10.0.0.2 lladdr 02:00:00:00:00:02 dev v0",
            ]);
        space.Run("bash", "-c", "for i in 1 2 3 4 5; do echo hello > /dev/udp/10.0.0.2/9; echo hello > /dev/udp/127.0.0.1/9 || true; done");
    }
}
