using System.Net;
using System.Net.Sockets;
using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Oracles;
using SocketExporter.EndToEnd.Tests.Pages;

namespace SocketExporter.EndToEnd.Tests;

/// <summary>Connections that come and go while samples are taken.</summary>
public sealed class ChurnTests
{
    private const int ChurnPort = 9090;

    [LiveFact]
    public void Under_churn_each_number_lies_between_the_readings_before_and_after()
    {
        using var space = new Namespace();
        space.Lab("lab-steady", "established family=ipv4 port=8080 count=50 half-closed family=ipv6 port=8081 count=20");
        using var churn = new Churn(space, ChurnPort);
        for (int i = 0; i < 5; i++)
        {
            IReadOnlyDictionary<string, double> countersBefore = Nstat.Read(space);
            double timeWaitBefore = TimeWait(space);
            MetricsPage page = space.Once();
            double timeWaitAfter = TimeWait(space);
            IReadOnlyDictionary<string, double> countersAfter = Nstat.Read(space);

            Assert.Equal(50, Connections(page, "inbound", "8080", "established"));
            Assert.Equal(50, Connections(page, "outbound", "8080", "established"));
            Assert.Equal(20, Connections(page, "inbound", "8081", "close_wait"));
            Assert.Equal(20, Connections(page, "outbound", "8081", "fin_wait2"));
            // TIME_WAIT lasts 60 s, so within this test it only grows.
            Assert.InRange(page.Get("socket_tcp_sockets", ("family", "ipv4"), ("state", "time_wait")), timeWaitBefore, timeWaitAfter);
            Dictionary<string, double> published = CounterTests.Published(page);
            Assert.All(
                countersBefore.Where(pair => published.ContainsKey(CounterTests.Folded(pair.Key)) && countersAfter[pair.Key] >= pair.Value),
                pair => Assert.InRange(published[CounterTests.Folded(pair.Key)], pair.Value, countersAfter[pair.Key]));
            Assert.True(countersAfter["TcpActiveOpens"] > countersBefore["TcpActiveOpens"], "nothing was churning");
        }
    }

    [LiveFact]
    public void The_daemon_outlives_processes_that_start_and_end_during_the_scan()
    {
        using var space = new Namespace();
        space.Lab("lab-steady", "established family=ipv4 port=8080 count=50");
        // Ends by itself, should the test be killed.
        space.Start("timeout", "60", "bash", "-c", "while :; do /bin/true; (exec 3<>/dev/udp/127.0.0.1/9); done");
        using ExporterProcess exporter = space.Serve();
        for (int i = 0; i < 10; i++)
        {
            MetricsPage page = exporter.NextPage();
            Assert.Equal(100, page.Get("socket_process_sockets", ("process", "lab-steady"), ("protocol", "tcp"), ("state", "established")));
            Assert.All(page.Family("socket_exporter_collector_success"), series => Assert.Equal(1, series.Value));
        }

        exporter.Stop();
    }

    private static double Connections(MetricsPage page, string direction, string port, string state)
        => page.Get("socket_tcp_connections", ("direction", direction), ("port", port), ("state", state));

    private static double TimeWait(Namespace space)
        => space.Run("ss", "-H4tan", "state", "time-wait").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;

    /// <summary>Connects, accepts and closes without a pause until it is disposed of.</summary>
    private sealed class Churn : IDisposable
    {
        private readonly Thread _thread;
        private volatile bool _stop;

        public Churn(Namespace space, int port)
        {
            _thread = new Thread(() => space.Inside(() => Run(port)));
            _thread.Start();
        }

        public void Dispose()
        {
            _stop = true;
            _thread.Join();
        }

        private bool Run(int port)
        {
            using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
            listener.Listen(16);
            // One address of the loopback network holds 28,232 ports; each connection keeps one for 60 s.
            for (int i = 0; i < 20_000 && !_stop; i++)
            {
                using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                client.Connect(IPAddress.Loopback, port);
                using Socket server = listener.Accept();
                Thread.Sleep(1); // about 900 connections a second: churn for the whole test within the ports of one address
            }

            return true;
        }
    }
}
