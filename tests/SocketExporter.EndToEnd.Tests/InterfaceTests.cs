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
        Same.Nothing(printed.Where(pair => Published(page).GetValueOrDefault(pair.Key, double.NaN) != pair.Value)
            .Select(pair => $"{pair.Key}: ip {pair.Value}, page {Published(page).GetValueOrDefault(pair.Key, double.NaN)}"));
        // Ethernet, IP and UDP headers: 14 + 20 + 8.
        Assert.Equal(1420, page.Get("socket_interface_transmit_bytes_total", ("interface", "wan0")));
        Assert.Equal(10, page.Get("socket_interface_receive_packets_total", ("interface", "wan1")));
        Assert.Equal(1400, page.Get("socket_interface_mtu_bytes", ("interface", "wan0")));
        Assert.Equal(0, page.Get("socket_interface_admin_up", ("interface", "down0")));
        Assert.Equal(0, page.Get("socket_interface_carrier", ("interface", "down0")));
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
