using System.Net;
using System.Net.Sockets;
using System.Text;
using SocketExporter.Tests.Publishing;
using SocketExporter.Tests.Web;
using SocketExporter.Web;

namespace SocketExporter.Tests.Faults;

/// <summary>Clients of every bad kind beside a scraper that must not notice them.</summary>
public sealed class ClientFaultTests
{
    private const int SlowClients = 200;
    private const int MalformedRequests = 10_000;

    private static readonly string[] Malformed =
    [
        "\r\n\r\n", "GET\r\n\r\n", "GET /metrics HTTP/9.9\r\n\r\n", "\u0000\u0001\u0002\u0003", "GET /metrics HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n", "POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", "GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /metrics HTTP/1.1\r\nBad Header: y\r\n\r\n", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000",
    ];

    [Fact]
    public async Task A_scrape_is_answered_beside_two_hundred_clients_that_never_finish_their_requests()
    {
        await using RunningDaemon daemon = await Start();
        var clients = new List<TcpClient>();
        try
        {
            for (int i = 0; i < SlowClients; i++)
            {
                var client = new TcpClient();
                await client.ConnectAsync(daemon.Address.Host, daemon.Address.Port);
                await client.GetStream().WriteAsync("GET /metrics HTTP/1.1\r\nHo"u8.ToArray());
                clients.Add(client);
            }

            await Scrape(daemon);
        }
        finally
        {
            clients.ForEach(static client => client.Dispose());
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET /metrics HTTP/1.1\r\nHo")]
    public async Task Idle_clients_that_take_every_connection_keep_no_scraper_out(string request)
    {
        await using RunningDaemon daemon = await Start();
        var clients = new List<TcpClient>();
        try
        {
            for (int i = 0; i < KestrelLimits.MaxConnections + 10; i++)
            {
                var client = new TcpClient();
                await client.ConnectAsync(daemon.Address.Host, daemon.Address.Port);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
                clients.Add(client);
            }

            // On a connection of its own, long before any of the others times out.
            using var scraper = new HttpClient { BaseAddress = daemon.Address, Timeout = TimeSpan.FromSeconds(20) };
            Assert.Contains("socket_a 1\n", await scraper.GetStringAsync(new Uri("/metrics", UriKind.Relative)), StringComparison.Ordinal);

            // The first to come were the first to go.
            Assert.Equal(0, await ReadOrReset(clients[0]));
        }
        finally
        {
            clients.ForEach(static client => client.Dispose());
        }
    }

    [Fact]
    public async Task A_client_that_is_being_answered_keeps_its_connection_when_idle_ones_come()
    {
        await using RunningDaemon daemon = await (await RunningDaemon.Start(static _ => Samples.Good(), collectors: [Samples.BigCollector()])).WhenReady();
        using var scraper = new TcpClient { ReceiveBufferSize = 4096 };
        await scraper.ConnectAsync(daemon.Address.Host, daemon.Address.Port);
        await scraper.GetStream().WriteAsync("GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"u8.ToArray());
        byte[] piece = new byte[1024];
        int length = await scraper.GetStream().ReadAsync(piece);

        var clients = new List<TcpClient>();
        try
        {
            for (int i = 0; i < KestrelLimits.MaxConnections + 10; i++)
            {
                var client = new TcpClient();
                await client.ConnectAsync(daemon.Address.Host, daemon.Address.Port);
                clients.Add(client);
            }

            await using var rest = new MemoryStream();
            await scraper.GetStream().CopyToAsync(rest);
            Assert.EndsWith("\n", Encoding.UTF8.GetString(rest.ToArray()), StringComparison.Ordinal);
            Assert.InRange(length + rest.Length, 2_000_000, int.MaxValue);
        }
        finally
        {
            clients.ForEach(static client => client.Dispose());
        }
    }

    [Fact]
    public async Task Ten_thousand_malformed_requests_leave_the_daemon_as_it_was()
    {
        await using RunningDaemon daemon = await Start();
        await Parallel.ForEachAsync(Enumerable.Range(0, MalformedRequests), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, stop) =>
        {
            using var client = new TcpClient { LingerState = new LingerOption(true, 0) }; // no TIME_WAIT for each
            await client.ConnectAsync(daemon.Address.Host, daemon.Address.Port, stop);
            NetworkStream stream = client.GetStream();
            await stream.WriteAsync(Encoding.Latin1.GetBytes(Malformed[i % Malformed.Length]), stop);
            client.Client.Shutdown(SocketShutdown.Send);
            byte[] answer = new byte[512];
            try
            {
                int read = await stream.ReadAsync(answer, stop);
                Assert.True(read == 0 || Encoding.Latin1.GetString(answer, 0, read).StartsWith("HTTP/1.1 ", StringComparison.Ordinal));
            }
            catch (IOException)
            {
                // Reset: refused without a word.
            }
        });

        await Scrape(daemon);
    }

    private static async Task<int> ReadOrReset(TcpClient client)
    {
        try
        {
            return await client.GetStream().ReadAsync(new byte[512]).AsTask().WaitAsync(TimeSpan.FromSeconds(5));
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static async Task<RunningDaemon> Start()
        => await (await RunningDaemon.Start(static _ => Samples.Good(), collectors: [Samples.Collector("tcp", "socket_a")])).WhenReady();

    private static async Task Scrape(RunningDaemon daemon)
    {
        using HttpResponseMessage answer = await daemon.Client.GetAsync(new Uri("/metrics", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("socket_a 1\n", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
