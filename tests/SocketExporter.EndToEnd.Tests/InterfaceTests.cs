using System.Net;
using System.Net.Sockets;
using System.Text;
using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Oracles;
using SocketExporter.EndToEnd.Tests.Pages;

namespace SocketExporter.EndToEnd.Tests;

public sealed class InterfaceTests
{
    private const int SO_BINDTODEVICE = 25;

    [LiveFact]
    public void Every_interface_number_equals_what_ip_prints()
    {
        using var space = new Namespace();
        space.Run("ip", "link", "add", "wan0", "mtu", "1400", "type", "veth", "peer", "name", "wan1");
        foreach (string name in (string[])["wan0", "wan1"])
        {
            // Without addresses of IPv6 nothing is sent but what the test sends.
            space.Run("ip", "link", "set", name, "addrgenmode", "none");
            space.Run("ip", "link", "set", name, "up");
        }

        space.Run("ip", "address", "add", "10.99.0.1/24", "dev", "wan0");
        space.Run("ip", "link", "add", "down0", "type", "veth", "peer", "name", "down1");
        Broadcast(space, "wan0", datagrams: 10, bytes: 100);
        space.Lab("lab-link", "established family=ipv4 port=8080 count=9 unread=100");

        (MetricsPage page, IReadOnlyDictionary<string, double> printed) = WhileNothingMoves(space);
        Same.Nothing(Different(page, printed));
        // Ethernet, IP and UDP headers: 14 + 20 + 8.
        Assert.Equal(1420, page.Get("socket_interface_transmit_bytes_total", ("interface", "wan0")));
        Assert.Equal(10, page.Get("socket_interface_receive_packets_total", ("interface", "wan1")));
        Assert.Equal(1400, page.Get("socket_interface_mtu_bytes", ("interface", "wan0")));
        Assert.Equal(0, page.Get("socket_interface_admin_up", ("interface", "down0")));
        Assert.Equal(0, page.Get("socket_interface_carrier", ("interface", "down0")));
    }

    [LiveFact]
    public void Three_hundred_interfaces_are_shown_or_summed_and_nothing_is_lost()
    {
        using var space = new Namespace();
        Pairs(space, pairs: 75, "port", "peer");
        Pairs(space, pairs: 75, "veth", "tap");
        Broadcast(space, "port3", datagrams: 10, bytes: 100);
        Broadcast(space, "veth3", datagrams: 7, bytes: 100);

        (MetricsPage page, IReadOnlyDictionary<string, double> printed) = WhileNothingMoves(space);
        HashSet<string> shown = [.. page.Family("socket_interface_mtu_bytes").Select(series => series.Labels["interface"])];
        Assert.Equal(64, shown.Count);
        Assert.DoesNotContain(shown, name => name.StartsWith("veth", StringComparison.Ordinal) || name.StartsWith("tap", StringComparison.Ordinal));
        Assert.Contains("port3", shown);
        Assert.Contains("peer3", shown);
        Assert.Equal(301 - 64, page.Get("socket_exporter_keys_folded", ("keyset", "interface")));
        KeyValuePair<string, double>[] ofShown = [.. printed.Where(pair => shown.Contains(NameIn(pair.Key)))];
        Assert.InRange(ofShown.Length, 64 * 16, 64 * 24);
        Same.Nothing(Different(page, ofShown));
    }

    [LiveFact]
    public void Patterns_decide_which_interfaces_are_shown_by_name()
    {
        using var space = new Namespace();
        space.Run("ip", "link", "add", "veth0", "type", "veth", "peer", "name", "veth1");
        space.Run("ip", "link", "add", "wan0", "type", "veth", "peer", "name", "wan1");

        Assert.Equal(["lo", "wan0", "wan1"], Shown(space));
        Assert.Equal(["lo", "veth0", "veth1"], Shown(space, "--interfaces.exclude=wan?"));
        Assert.Equal(["lo", "veth1", "wan0", "wan1"], Shown(space, "--interfaces.include=veth1"));
        Assert.Equal(["veth0", "wan1"], Shown(space, "--interfaces.exclude=*", "--interfaces.include=veth0,wan1"));
        Finished wrong = space.Finish(ExporterProcess.Binary, "once", "--interfaces.exclude=wan[01]");
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("--interfaces.exclude: \"wan[01]\" holds the character '['; write * for anything and ? for one character, like eth*", wrong.Errors, StringComparison.Ordinal);
    }

    [LiveFact]
    public void Interfaces_come_and_go_and_are_renamed_and_no_counter_falls()
    {
        using var space = new Namespace();
        Pairs(space, pairs: 1, "port", "peer");
        Pairs(space, pairs: 1, "veth", "tap");
        using ExporterProcess exporter = space.Serve();
        Broadcast(space, "port0", datagrams: 10, bytes: 100);
        Broadcast(space, "veth0", datagrams: 20, bytes: 100);
        Assert.Equal((10.0, 20.0), (Sent(exporter.NextPage(), "port0"), Sent(exporter.NextPage(), "<other>")));

        // Renamed: the old name is gone, the new one shows what the kernel shows, and <other> is credited with nothing that others have counted.
        space.Run("ip", "link", "set", "port0", "down");
        space.Run("ip", "link", "set", "port0", "name", "lan0");
        space.Run("ip", "link", "set", "lan0", "up");
        MetricsPage page = exporter.NextPage();
        Assert.Null(page.Find("socket_interface_transmit_packets_total", ("interface", "port0")));
        Assert.Equal((10.0, 20.0), (Sent(page, "lan0"), Sent(page, "<other>")));
        Assert.Equal(1, page.Sum("socket_interface_info", ("interface", "lan0"), ("flags", "BMRU"), ("kind", "veth")));

        space.Run("ip", "link", "set", "lan0", "down");
        space.Run("ip", "link", "set", "lan0", "name", "veth9");
        space.Run("ip", "link", "set", "veth9", "up");
        page = exporter.NextPage();
        Assert.Null(page.Find("socket_interface_transmit_packets_total", ("interface", "lan0")));
        Assert.Equal(20, Sent(page, "<other>"));
        Broadcast(space, "veth9", datagrams: 3, bytes: 100);
        Assert.Equal(23, Sent(exporter.NextPage(), "<other>"));

        // Gone: nothing falls. Made anew under an old name: it goes on.
        space.Run("ip", "link", "del", "veth9");
        Assert.Equal(23, Sent(exporter.NextPage(), "<other>"));
        Pairs(space, pairs: 1, "port", "peer");
        Broadcast(space, "port0", datagrams: 4, bytes: 100);
        Assert.Equal(14, Sent(exporter.NextPage(), "port0"));
        exporter.Stop();
    }

    [LiveFact]
    public void A_change_of_an_interface_is_on_the_next_page()
    {
        using var space = new Namespace();
        Pairs(space, pairs: 1, "port", "peer");
        using ExporterProcess exporter = space.Serve();
        Assert.Equal(1, exporter.NextPage().Sum("socket_interface_info", ("interface", "port0"), ("flags", "BMRU"), ("operstate", "up")));

        space.Run("ip", "link", "set", "port0", "mtu", "1400", "promisc", "on", "txqueuelen", "77");
        MetricsPage page = exporter.NextPage();
        Assert.Equal(1, page.Sum("socket_interface_info", ("interface", "port0"), ("flags", "BMPRU")));
        Assert.Equal((1400.0, 77.0), (page.Get("socket_interface_mtu_bytes", ("interface", "port0")), page.Get("socket_interface_queue_length_packets", ("interface", "port0"))));

        double changes = page.Get("socket_interface_carrier_changes_total", ("interface", "port0"));
        space.Run("ip", "link", "set", "peer0", "down");
        Wait.Until("the lost carrier", () => exporter.Page().Find("socket_interface_carrier", ("interface", "port0")) == 0);
        Assert.Equal(changes + 1, exporter.Page().Get("socket_interface_carrier_changes_total", ("interface", "port0")));
        exporter.Stop();
    }

    [LiveFact]
    public void A_speed_is_bytes_and_absent_where_there_is_none()
    {
        using var space = new Namespace();
        space.Run("ip", "link", "add", "wan0", "type", "veth", "peer", "name", "wan1");
        space.Run("ip", "link", "set", "wan0", "up");
        space.Run("ip", "link", "set", "wan1", "up");
        MetricsPage page = space.Once();
        // veth says 10 Gbit/s.
        Assert.Equal(1_250_000_000, page.Get("socket_interface_speed_bytes", ("interface", "wan0")));
        Assert.Null(page.Find("socket_interface_speed_bytes", ("interface", "lo")));
    }

    private static IEnumerable<string> Different(MetricsPage page, IEnumerable<KeyValuePair<string, double>> printed)
    {
        Dictionary<string, double> published = Published(page);
        return printed.Where(pair => published.GetValueOrDefault(pair.Key, double.NaN) != pair.Value)
            .Select(pair => $"{pair.Key}: ip {pair.Value}, page {published.GetValueOrDefault(pair.Key, double.NaN)}");
    }

    private static string NameIn(string key) => key[(key.IndexOf("interface=", StringComparison.Ordinal) + "interface=".Length)..].Split(',', '}')[0];

    private static IEnumerable<string> Shown(Namespace space, params string[] flags)
        => space.Once(flags).Family("socket_interface_mtu_bytes").Select(series => series.Labels["interface"]).Order(StringComparer.Ordinal);

    private static double Sent(MetricsPage page, string name) => page.Get("socket_interface_transmit_packets_total", ("interface", name));

    /// <summary>Pairs that are up and send nothing but what the test sends.</summary>
    private static void Pairs(Namespace space, int pairs, string name, string peer)
    {
        string batch = Path.Combine(space.Folder, "links");
        File.WriteAllLines(batch, Enumerable.Range(0, pairs).SelectMany(i => (string[])
        [
            $"link add {name}{i} type veth peer name {peer}{i}",
            $"link set {name}{i} addrgenmode none up",
            $"link set {peer}{i} addrgenmode none up",
        ]));
        space.Run("ip", "-batch", batch);
    }

    private static Dictionary<string, double> Published(MetricsPage page)
        => page.All.Where(series => series.Name.StartsWith("socket_interface_", StringComparison.Ordinal)).ToDictionary(series => series.Key, series => series.Value);

    private static (MetricsPage Page, IReadOnlyDictionary<string, double> Printed) WhileNothingMoves(Namespace space)
    {
        for (int attempt = 0; attempt < 10; attempt++)
        {
            IReadOnlyDictionary<string, double> before = IpLink.Read(space);
            MetricsPage page = space.Once();
            if (before.OrderBy(pair => pair.Key).SequenceEqual(IpLink.Read(space).OrderBy(pair => pair.Key)))
            {
                return (page, before);
            }
        }

        throw new InvalidOperationException("the counters of the interfaces do not stand still");
    }

    private static void Broadcast(Namespace space, string device, int datagrams, int bytes)
    {
        using Socket socket = space.Inside(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        socket.EnableBroadcast = true;
        socket.SetRawSocketOption(1, SO_BINDTODEVICE, Encoding.ASCII.GetBytes(device));
        for (int i = 0; i < datagrams; i++)
        {
            socket.SendTo(new byte[bytes], new IPEndPoint(IPAddress.Broadcast, 9));
        }
    }
}
