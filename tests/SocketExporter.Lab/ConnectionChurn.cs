using System.Diagnostics;
using System.Net;

namespace SocketExporter.Lab;

/// <summary>
/// Connections over loopback that come and go without end, at a rate, until the process ends. Each worker has listeners and clients of its own, so that one thread
/// makes both ends of a connection and no two wait for each other.
/// </summary>
internal sealed class ConnectionChurn
{
    /// <summary>Connections that a worker holds open at any time.</summary>
    private const int HeldPerWorker = 64;

    private const int Backlog = 128;

    /// <summary>Clients come from so many addresses in turn: a thousand ports of each are never used up, whatever stays in TIME_WAIT.</summary>
    private const int SourceAddresses = 60_000;

    private long _connections;
    private long _failures;

    /// <summary><c>churn rate=20000 workers=2 port=8000 ports=8</c>: connections a second, and the listeners of each worker from that port on.</summary>
    public void Churn(Scenario scenario)
    {
        int rate = scenario.Number("rate");
        int workers = scenario.Number("workers");
        int port = scenario.Number("port");
        int ports = scenario.Number("ports");
        for (int i = 0; i < workers; i++)
        {
            int worker = i;
            var listeners = new RawSocket[ports];
            for (int p = 0; p < ports; p++)
            {
                listeners[p] = RawSocket.Open(LibC.AF_INET, LibC.SOCK_STREAM);
                listeners[p].Bind(SocketAddress.Of(IPAddress.Loopback, port + (worker * ports) + p));
                listeners[p].Listen(Backlog);
            }

            new Thread(() => Run(listeners, port + (worker * ports), worker, rate / (double)workers)) { IsBackground = true }.Start();
        }
    }

    /// <summary>Null before the scenario.</summary>
    public ChurnTruth? Truth() => Interlocked.Read(ref _connections) is > 0 and long made ? new ChurnTruth(made, Interlocked.Read(ref _failures)) : null;

    private void Run(RawSocket[] listeners, int firstPort, int worker, double rate)
    {
        byte[] source = SocketAddress.Of(IPAddress.Loopback, 0);
        byte[][] targets = [.. listeners.Select((_, i) => SocketAddress.Of(IPAddress.Loopback, firstPort + i))];
        var held = new (RawSocket Client, RawSocket Server)?[HeldPerWorker];
        long start = Stopwatch.GetTimestamp();
        for (long made = 0; ; made++)
        {
            // Looked at now and then: a clock and a sleep for each connection would cost as much as the connection.
            if (made % 64 == 0)
            {
                double ahead = (made / rate) - Stopwatch.GetElapsedTime(start).TotalSeconds;
                if (ahead > 0.001)
                {
                    Thread.Sleep((int)(ahead * 1000));
                }
            }

            RawSocket? client = null;
            try
            {
                // 127.(64 + worker).x.y
                long address = made % SourceAddresses;
                source[5] = (byte)(64 + worker);
                source[6] = (byte)(address / 250);
                source[7] = (byte)(1 + (address % 250));
                int service = (int)(made % listeners.Length);
                client = RawSocket.Open(LibC.AF_INET, LibC.SOCK_STREAM);
                client.Set(LibC.IPPROTO_IP, LibC.IP_BIND_ADDRESS_NO_PORT, 1);
                client.Bind(source);
                client.Connect(targets[service]);
                RawSocket server = listeners[service].Accept();
                ref (RawSocket Client, RawSocket Server)? place = ref held[made % HeldPerWorker];
                (RawSocket Client, RawSocket Server)? oldest = place;
                place = (client, server);
                client = null;
                Interlocked.Increment(ref _connections);
                if (oldest is { } ended)
                {
                    End(ended.Client, ended.Server, made / HeldPerWorker);
                }
            }
            catch (InvalidOperationException)
            {
                client?.Abort();
                Interlocked.Increment(ref _failures);
            }
        }
    }

    /// <summary>TIME_WAIT at the client, TIME_WAIT at the server, a reset by either.</summary>
    private static void End(RawSocket client, RawSocket server, long kind)
    {
        switch (kind % 4)
        {
            case 0:
                client.Close();
                server.Close();
                break;
            case 1:
                server.Close();
                client.Close();
                break;
            case 2:
                client.Abort();
                server.Close();
                break;
            default:
                server.Abort();
                client.Close();
                break;
        }
    }
}
