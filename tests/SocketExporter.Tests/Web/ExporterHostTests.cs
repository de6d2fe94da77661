using System.Net;
using System.Net.Sockets;
using SocketExporter.Tests.Publishing;
using SocketExporter.Web;

namespace SocketExporter.Tests.Web;

public sealed class ExporterHostTests
{
    [Fact]
    public async Task Any_address_answers_on_ipv4_loopback()
    {
        await using RunningDaemon daemon = await RunningDaemon.Start(_ => Samples.Good(), listen: "[::]:0");
        using var client = new HttpClient();

        string body = await client.GetStringAsync(new Uri($"http://127.0.0.1:{daemon.Address.Port}/-/healthy"));

        Assert.Equal("healthy\n", body);
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1:")]
    [InlineData("[::]", ":")]
    public async Task An_address_in_use_is_said_in_one_line_with_the_mend(string address, string spelled)
    {
        await using RunningDaemon first = await RunningDaemon.Start(_ => Samples.Good(), listen: $"{address}:0");

        ListenException e = await Assert.ThrowsAsync<ListenException>(
            () => RunningDaemon.Start(_ => Samples.Good(), listen: $"{address}:{first.Address.Port}"));

        Assert.Equal($"cannot listen on {spelled}{first.Address.Port}: address already in use; choose another with --web.listen-address", e.Message);
    }

    [Fact]
    public async Task An_address_no_interface_has_is_said_in_one_line()
    {
        // TEST-NET-1, RFC 5737: nobody's.
        ListenException e = await Assert.ThrowsAsync<ListenException>(() => RunningDaemon.Start(_ => Samples.Good(), listen: "192.0.2.1:10105"));

        Assert.Equal("cannot listen on 192.0.2.1:10105: no interface of this host has the address; choose another with --web.listen-address", e.Message);
    }

    [Fact]
    public async Task Clients_that_send_half_a_request_or_read_nothing_do_not_disturb_others()
    {
        await using RunningDaemon daemon = await RunningDaemon.Start(_ => Samples.Good(), maxRequests: 0, collectors: Samples.BigCollector());
        await daemon.WhenReady();
        var slow = new List<Socket>();
        try
        {
            for (int i = 0; i < 100; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
                slow.Add(socket);
                await socket.ConnectAsync(IPAddress.Loopback, daemon.Address.Port);
                await socket.SendAsync(i % 2 == 0 ? "GET /metrics HT"u8.ToArray() : "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
            }

            for (int i = 0; i < 10; i++)
            {
                byte[] page = await daemon.Client.GetByteArrayAsync(new Uri("/metrics", UriKind.Relative)).WaitAsync(TimeSpan.FromSeconds(10));
                Assert.True(page.Length > 1_000_000);
            }
        }
        finally
        {
            slow.ForEach(socket => socket.Dispose());
        }
    }

    [Fact]
    public async Task Half_a_request_is_cut_off_in_the_end()
    {
        await using RunningDaemon daemon = await RunningDaemon.Start(_ => Samples.Good());
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, daemon.Address.Port);
        await socket.SendAsync("GET /metrics HTTP/1.1\r\nHost: x\r\n"u8.ToArray());

        byte[] answer = new byte[1024];
        int length = await socket.ReceiveAsync(answer).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.StartsWith("HTTP/1.1 408 ", System.Text.Encoding.ASCII.GetString(answer, 0, length), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sample_that_hangs_does_not_keep_the_daemon_from_stopping()
    {
        using var never = new ManualResetEventSlim();
        RunningDaemon daemon = await RunningDaemon.Start(_ =>
        {
            never.Wait(TimeSpan.FromSeconds(60));
            return Samples.Good();
        });

        await daemon.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        never.Set();
    }

    [Theory]
    [InlineData("[::]:10105", ":10105")]
    [InlineData("0.0.0.0:10105", "0.0.0.0:10105")]
    [InlineData("[::1]:80", "[::1]:80")]
    public void Addresses_are_spelled_as_the_flag_takes_them(string endpoint, string spelled)
        => Assert.Equal(spelled, ListenSockets.Spell(IPEndPoint.Parse(endpoint)));
}
