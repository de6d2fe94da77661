using System.Net;
using System.Net.Sockets;
using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Pages;

namespace SocketExporter.EndToEnd.Tests;

/// <summary>Queues in which nothing moves, beside some that do.</summary>
public sealed class StuckQueueTests
{
    private const string Receiving = "socket_tcp_receive_stuck_connections";
    private const string Sending = "socket_tcp_send_stuck_connections";

    [LiveFact]
    public void Who_does_not_read_and_whose_peer_does_not_answer_is_named_and_nobody_else()
    {
        using var space = new Namespace();
        space.Lab("lab-stuck", "established family=ipv4 port=8080 count=3 unread=1200 established family=ipv6 port=8081 count=2 unacknowledged=3000 half-closed family=ipv4 port=8083 count=2 unread=50");
        space.Lab("lab-well", "established family=ipv4 port=8082 count=5");
        using ExporterProcess exporter = space.Serve("--stuck.after=2s");
        MetricsPage page = Wait.For("the stuck queues", () =>
            exporter.NextPage() is { } next && next.Sum(Receiving) == 3 && Sum(next, "retransmitting") == 2 ? next : null);
        Assert.Equal(3, page.Get(Receiving, ("direction", "inbound"), ("port", "8080"), ("process", "lab-stuck")));
        Assert.Equal(2, page.Get(Sending, ("direction", "outbound"), ("port", "8081"), ("process", "lab-stuck"), ("reason", "retransmitting")));
        Assert.InRange(page.Get("socket_tcp_receive_stuck_oldest_seconds", ("direction", "inbound"), ("port", "8080"), ("process", "lab-stuck")), 2, 60);
        Assert.InRange(page.Get("socket_tcp_send_stuck_oldest_seconds", ("direction", "outbound"), ("port", "8081"), ("process", "lab-stuck")), 2, 60);
        foreach (string reason in (ReadOnlySpan<string>)["zero_window", "retransmitting", "other"])
        {
            Assert.Equal(0, page.Get(Sending, ("direction", "inbound"), ("port", "8082"), ("process", "lab-well"), ("reason", reason)));
        }

        Assert.Equal(0, page.Get(Receiving, ("direction", "inbound"), ("port", "8082"), ("process", "lab-well")));
        Assert.DoesNotContain(page.Family("socket_tcp_receive_stuck_oldest_seconds"), static series => series.Has(("port", "8082")));

        // Each once, whatever the number of samples since, with what no label holds.
        exporter.NextPage();
        Assert.Equal(3, exporter.LogLines.Count(static line => line.Contains("receive queue stuck: 127.0.0.1:8080 from 127.0.0.1:", StringComparison.Ordinal)));
        Assert.Equal(2, exporter.LogLines.Count(static line => line.Contains("send queue stuck: ", StringComparison.Ordinal) && line.Contains("to [::1]:8081 of lab-stuck", StringComparison.Ordinal)));
        exporter.Stop();
    }

    [LiveFact]
    public void A_reader_that_stops_closes_the_window_of_its_sender_and_both_move_when_it_reads()
    {
        using var space = new Namespace();
        (Socket sender, Socket reader, Socket listener) = Connected(space);
        Fill(sender);
        using ExporterProcess exporter = space.Serve("--stuck.after=2s");
        MetricsPage page = Wait.For("the closed window", () => exporter.NextPage() is { } next && Sum(next, "zero_window") == 1 ? next : null);
        Assert.Equal(1, page.Sum(Receiving));
        Assert.Equal(1, page.Sum(Sending));

        byte[] buffer = new byte[1 << 20];
        while (reader.Available > 0)
        {
            reader.Receive(buffer);
            Thread.Sleep(10); // for what the sender still has
        }

        page = Wait.For("both to move", () => exporter.NextPage() is { } next && next.Sum(Receiving) + next.Sum(Sending) == 0 ? next : null);
        Assert.Contains(exporter.LogLines, static line => line.Contains("receive queue moves again after", StringComparison.Ordinal));
        Assert.Contains(exporter.LogLines, static line => line.Contains("send queue moves again after", StringComparison.Ordinal));
        exporter.Stop();
        sender.Dispose();
        reader.Dispose();
        listener.Dispose();
    }

    [LiveFact]
    public void Who_moves_or_has_nothing_to_move_is_never_stuck()
    {
        using var space = new Namespace();
        (Socket busy, Socket busyReader, Socket listener) = Connected(space, 8091);
        (Socket poll, Socket pollServer, Socket pollListener) = Connected(space, 8092); // asked, not answered
        (Socket idle, Socket idleServer, Socket idleListener) = Connected(space, 8093);
        using ExporterProcess exporter = space.Serve("--stuck.after=1s");
        poll.Send(new byte[200]);
        pollServer.Receive(new byte[200]);
        idle.Send(new byte[200]);
        idleServer.Receive(new byte[200]);
        using var stop = new CancellationTokenSource();
        var sending = new Thread(() =>
        {
            // As much as the reader takes: both queues are full whenever somebody looks.
            byte[] much = new byte[1 << 16];
            while (!stop.IsCancellationRequested)
            {
                busy.Send(much);
            }
        });
        var reading = new Thread(() =>
        {
            byte[] much = new byte[1 << 16];
            while (busyReader.Receive(much) > 0)
            {
                Thread.Sleep(1);
            }
        });
        sending.Start();
        reading.Start();
        double queued = 0;
        for (int i = 0; i < 20; i++)
        {
            MetricsPage page = exporter.NextPage();
            queued += page.Get("socket_tcp_receive_queue_bytes", ("direction", "inbound"), ("port", "8091"));
            Assert.Equal(0, page.Sum(Receiving) + page.Sum(Sending));
        }

        Assert.True(queued > 0, "the busy connection never had a queue");
        stop.Cancel();
        sending.Join();
        busy.Dispose();
        reading.Join();
        Assert.DoesNotContain(exporter.LogLines, static line => line.Contains("stuck", StringComparison.Ordinal));
        exporter.Stop();
        foreach (Socket socket in (ReadOnlySpan<Socket>)[busyReader, listener, poll, pollServer, pollListener, idle, idleServer, idleListener])
        {
            socket.Dispose();
        }
    }

    [LiveFact]
    public void A_slow_steady_reader_is_never_stuck_itself()
    {
        using var space = new Namespace();
        (Socket sender, Socket reader, Socket listener) = Connected(space);
        Fill(sender);
        using ExporterProcess exporter = space.Serve("--stuck.after=1s");
        byte[] little = new byte[100];
        using var stop = new CancellationTokenSource();
        var reading = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                reader.Receive(little);
                Thread.Sleep(100); // slowly
            }
        });
        reading.Start();
        for (int i = 0; i < 20; i++)
        {
            MetricsPage page = exporter.NextPage();
            Assert.Equal(0, page.Sum(Receiving));
            Assert.Equal(Sum(page, "zero_window"), page.Sum(Sending));
        }

        stop.Cancel();
        reading.Join();
        exporter.Stop();
        sender.Dispose();
        reader.Dispose();
        listener.Dispose();
    }

    private static double Sum(MetricsPage page, string reason) => page.Sum(Sending, ("reason", reason));

    private static (Socket Sender, Socket Reader, Socket Listener) Connected(Namespace space, int port = 8090) => space.Inside(() =>
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(1);
        var sender = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        sender.Connect(listener.LocalEndPoint!);
        return (sender, listener.Accept(), listener);
    });

    /// <summary>Until the reader's window is closed and the sender's buffer full.</summary>
    private static void Fill(Socket sender)
    {
        sender.Blocking = false;
        byte[] much = new byte[1 << 20];
        SocketError error;
        do
        {
            sender.Send(much, 0, much.Length, SocketFlags.None, out error);
        }
        while (error == SocketError.Success);
    }
}
