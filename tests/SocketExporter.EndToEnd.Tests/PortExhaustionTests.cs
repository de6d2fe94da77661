using System.Globalization;
using System.Net;
using System.Net.Sockets;
using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Pages;

namespace SocketExporter.EndToEnd.Tests;

/// <summary>Storms of TIME_WAIT, and the local ports that they keep, beside ss.</summary>
public sealed class PortExhaustionTests
{
    private const int Storm = 20_000;
    private const string Used = "socket_tcp_ephemeral_ports_used";
    private const string Ratio = "socket_tcp_ephemeral_ports_fullest_ratio";
    private const string Limit = "socket_tcp_ephemeral_ports_limit";
    private const string Started = "socket_tcp_time_wait_started_total";

    private static readonly (string, string)[] Client = [("direction", "outbound"), ("port", "8010")];

    [LiveTheory]
    [InlineData("100ms")]
    [InlineData("3s")]
    public void Of_20000_connections_that_are_closed_each_is_counted_once_and_their_destination_is_named(string interval)
    {
        using var space = new Namespace();
        space.Run("sysctl", "-qw", "net.ipv4.tcp_tw_reuse=0", "net.ipv4.tcp_max_tw_buckets=100000");
        space.Lab("lab-before", "time-wait family=ipv4 port=8010 count=7"); // not since the start
        using ExporterProcess exporter = space.Serve($"--sampling.interval={interval}");
        MetricsPage page = exporter.NextPage();
        Assert.Equal((0, 0), (page.Get(Started, Client), page.Family(Used).Count));
        Assert.Equal(28_232, page.Get(Limit));

        space.Lab("lab-storm", $"time-wait-storm port=8011 rate=2000 count={Storm} to=127.0.0.1");
        Wait.Until("the storm to end", () => InTimeWait(space, 8011) == Storm, seconds: 30);
        page = exporter.NextPage();

        Assert.Equal(Storm, page.Get(Started, ("direction", "outbound"), ("port", "8011")));
        Assert.Equal(0, page.Get(Started, ("direction", "inbound"), ("port", "8011")));
        Assert.Equal(0, page.Get(Started, Client));
        Series tuple = Assert.Single(page.Family(Used));
        Assert.True(tuple.Has(("source", "127.0.0.2"), ("destination", "127.0.0.1"), ("port", "8011")));
        Assert.Equal(Storm, tuple.Value);
        Assert.Equal(Storm / 28_232.0, page.Get(Ratio));
        Assert.Equal(Storm, InTimeWait(space, 8011)); // none of it had ended
        Assert.InRange(page.Get("socket_tcp_time_wait_buckets"), Storm, Storm + 100);
        exporter.Stop();
    }

    [LiveFact]
    public void At_1_the_next_connection_fails_and_both_families_of_an_ipv4_destination_share_its_ports()
    {
        using var space = new Namespace();
        space.Run("sysctl", "-qw", "net.ipv4.ip_local_port_range=40000 40011", "net.ipv4.ip_local_reserved_ports=40004-40005", "net.ipv4.tcp_tw_reuse=0");
        List<Socket> sockets = [];
        using Socket listener = space.Inside(static () =>
        {
            var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
            socket.Bind(new IPEndPoint(IPAddress.IPv6Any, 8020));
            socket.Listen(50);
            return socket;
        });
        Connect(space, sockets, 6, mapped: true);
        MetricsPage page = space.Once();
        Assert.Equal((10, 0.6), (page.Get(Limit), page.Get(Ratio)));
        Assert.Equal(6, page.Get(Used, ("source", "[::ffff:127.0.0.1]"), ("destination", "[::ffff:127.0.0.1]"), ("port", "8020")));

        Connect(space, sockets, 4, mapped: false);
        Assert.Equal(SocketError.AddressNotAvailable, Assert.Throws<SocketException>(() => Connect(space, sockets, 1, mapped: true)).SocketErrorCode);
        Assert.Equal(SocketError.AddressNotAvailable, Assert.Throws<SocketException>(() => Connect(space, sockets, 1, mapped: false)).SocketErrorCode);
        page = space.Once();
        Assert.Equal(1, page.Get(Ratio));
        Assert.Equal(10, page.Get(Used, ("source", "127.0.0.1"), ("destination", "127.0.0.1"), ("port", "8020")));
        sockets.ForEach(static socket => socket.Dispose());
    }

    private static void Connect(Namespace space, List<Socket> sockets, int count, bool mapped)
    {
        for (int i = 0; i < count; i++)
        {
            Socket socket = space.Inside(() => new Socket(mapped ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
            sockets.Add(socket);
            if (mapped)
            {
                socket.DualMode = true;
            }

            socket.Connect(new IPEndPoint(mapped ? IPAddress.Loopback.MapToIPv6() : IPAddress.Loopback, 8020));
        }
    }

    private static int InTimeWait(Namespace space, int port)
        => int.Parse(space.Run("sh", "-c", $"ss -Htan state time-wait dport = :{port} | wc -l"), CultureInfo.InvariantCulture);
}
