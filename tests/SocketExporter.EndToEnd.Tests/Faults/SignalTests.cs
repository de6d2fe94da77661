using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SocketExporter.EndToEnd.Tests.Live;

namespace SocketExporter.EndToEnd.Tests.Faults;

/// <summary>SIGTERM and SIGKILL at any moment of the daemon's life.</summary>
public sealed class SignalTests
{
    private const int SIGKILL = 9;

    /// <summary>128 + SIGTERM, as a shell says it: the signal came before the program could be asked to stop, and the kernel ended it.</summary>
    private const int EndedByTheKernel = 128 + LibC.SIGTERM;

    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(10);

    [LiveFact]
    public void A_stop_at_any_moment_ends_with_0_also_beside_clients_that_hang()
    {
        using var space = new Namespace();
        // Enough sockets that a sample is under way most of the time.
        space.Lab("lab-many", "established family=ipv4 port=8080 count=4000");
        var random = new Random(20_261);
        for (int round = 0; round < 30; round++)
        {
            int delay = round < 10 ? random.Next(0, 400) : random.Next(400, 3_000);
            Process daemon = Start(space, $"127.0.0.1:{ExporterProcess.Port}");
            var clients = new List<Socket>();
            long began = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(began).TotalMilliseconds < delay)
            {
                if (round % 2 == 0 && clients.Count < 50 && TryConnect(space) is { } client)
                {
                    // Half of them ask for a page and don't read it, half never finish asking.
                    client.Send(clients.Count % 2 == 0 ? "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"u8 : "GET /metrics HT"u8);
                    clients.Add(client);
                }
                else
                {
                    Thread.Sleep(5); // until the moment that is drawn; nothing is waited for
                }
            }

            Assert.Equal(0, LibC.Kill(daemon.Id, LibC.SIGTERM));
            Assert.True(daemon.WaitForExit(TimeToEnd), $"round {round}: still there after SIGTERM at {delay} ms");
            string errors = daemon.StandardError.ReadToEnd();
            if (daemon.ExitCode == EndedByTheKernel)
            {
                // Before its first line of code: nothing was said, nothing listened.
                Assert.Equal("", errors);
                Assert.Empty(clients);
            }
            else
            {
                Assert.True(daemon.ExitCode == 0, $"round {round}: exit code {daemon.ExitCode} after SIGTERM at {delay} ms: {errors}");
                Assert.DoesNotContain("exception", errors, StringComparison.OrdinalIgnoreCase);
            }

            clients.ForEach(static client => client.Dispose());
        }
    }

    [LiveFact]
    public void A_kill_at_any_moment_leaves_nothing_that_keeps_the_next_from_serving()
    {
        using var space = new Namespace();
        string path = Path.Combine(space.Folder, "daemon.sock");
        var random = new Random(7);
        for (int round = 0; round < 8; round++)
        {
            Process daemon = Start(space, $"unix:{path}");
            Thread.Sleep(random.Next(0, 2_500)); // "any moment" is what is tested
            Assert.Equal(0, LibC.Kill(daemon.Id, SIGKILL));
            daemon.WaitForExit();
        }

        Process last = Start(space, $"unix:{path}");
        using var http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        }) { BaseAddress = new Uri("http://localhost/") };
        Wait.Until("the daemon after eight killed ones", () =>
        {
            try
            {
                return http.GetAsync(new Uri("-/ready", UriKind.Relative)).GetAwaiter().GetResult().StatusCode == HttpStatusCode.OK;
            }
            catch (HttpRequestException)
            {
                Assert.False(last.HasExited, last.HasExited ? last.StandardError.ReadToEnd() : "");
                return false;
            }
        });

        // Its socket is the only file that any of them made.
        Assert.Equal([path], Directory.GetFileSystemEntries(space.Folder));
        Assert.Equal(0, LibC.Kill(last.Id, LibC.SIGTERM));
        Assert.True(last.WaitForExit(TimeToEnd));
        Assert.Equal(0, last.ExitCode);
        Assert.Empty(Directory.GetFileSystemEntries(space.Folder));
    }

    private static Process Start(Namespace space, string address)
        => space.Start(ExporterProcess.Binary, $"--web.listen-address={address}", "--sampling.interval=100ms", "--sampling.cpu-budget=1");

    private static Socket? TryConnect(Namespace space)
    {
        try
        {
            return space.Connect(ExporterProcess.Port);
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
