using System.Net;
using System.Net.Sockets;

namespace SocketExporter.EndToEnd.Tests.Live;

/// <summary>
/// What looks like trouble and is none, all at the same time and each on a port of its own: a busy connection whose queues are never empty, a long poll, an idle connection with keepalive, a slow
/// steady reader, a pool whose server has closed, an unread TLS close_notify, bursts that an accept queue survives, and a server that restarts under living connections.
/// </summary>
internal sealed class HarmlessTraffic : IDisposable
{
    public const int Busy = 8101;
    public const int LongPoll = 8102;
    public const int IdleWithKeepAlive = 8103;
    public const int SlowReader = 8104;
    public const int Pool = 8105;
    public const int CloseNotify = 8106;
    public const int Burst = 8107;
    public const int Restart = 8108;

    public const int Pooled = 20;
    public const int Notified = 5;
    public const int BurstBacklog = 128;

    private readonly Namespace _space;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<IDisposable> _open = [];
    private readonly List<Thread> _threads = [];
    private readonly List<Exception> _failures = [];

    /// <param name="burst">Connections that come at once.</param>
    /// <param name="every">From one burst, and one restart, to the next.</param>
    public HarmlessTraffic(Namespace space, int burst, TimeSpan every)
    {
        _space = space;
        BeginBusy();
        BeginLongPoll();
        (Socket idle, Socket idleServer) = Pair(IdleWithKeepAlive);
        idle.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        idleServer.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        BeginSlowReader();
        for (int i = 0; i < Pooled; i++)
        {
            Pair(Pool).Server.Dispose();
        }

        for (int i = 0; i < Notified; i++)
        {
            (_, Socket server) = Pair(CloseNotify);

            // An alert record of TLS 1.3 with its tag: five bytes of header, 19 encrypted ones.
            server.Send([23, 3, 3, 0, 19, .. new byte[19]]);
            server.Dispose();
        }

        BeginBursts(burst, every);
        BeginRestarts(every);
    }

    public long BusyBytes { get; private set; }

    public int Bursts { get; private set; }

    public int Restarts { get; private set; }

    /// <exception cref="AggregateException">Something of the traffic failed: then there was less of it than there should be.</exception>
    public void Dispose()
    {
        _stop.Cancel();
        CloseAll();
        _threads.ForEach(static thread => thread.Join());
        CloseAll(); // what came meanwhile
        _stop.Dispose();
        if (_failures.Count > 0)
        {
            throw new AggregateException(_failures);
        }
    }

    private void CloseAll()
    {
        lock (_open)
        {
            _open.ForEach(static socket => socket.Dispose());
        }
    }

    /// <summary>Both ends send as fast as a reader takes that pauses a little: whoever looks sees full queues.</summary>
    private void BeginBusy()
    {
        (Socket sender, Socket reader) = Pair(Busy);
        Run(() => sender.Send(new byte[1 << 16]));
        byte[] buffer = new byte[1 << 16];
        Run(() =>
        {
            BusyBytes += reader.Receive(buffer);
            Thread.Sleep(2); // the pause that keeps its queue full, and a core free
        });
    }

    /// <summary>Asked, and answered after half a minute.</summary>
    private void BeginLongPoll()
    {
        (Socket client, Socket server) = Pair(LongPoll);
        Run(() =>
        {
            client.Send(new byte[200]);
            server.Receive(new byte[200]);
            _stop.Token.WaitHandle.WaitOne(TimeSpan.FromSeconds(30));
            server.Send(new byte[100]);
            client.Receive(new byte[100]);
        });
    }

    /// <summary>A kilobyte a second, from a sender that always has more.</summary>
    private void BeginSlowReader()
    {
        (Socket sender, Socket reader) = Pair(SlowReader);
        Run(() => sender.Send(new byte[1 << 16]));
        byte[] little = new byte[100];
        Run(() =>
        {
            reader.Receive(little);
            Thread.Sleep(100); // the pace of a slow reader
        });
    }

    private void BeginBursts(int connections, TimeSpan every)
    {
        Socket listener = Listener(Burst, BurstBacklog);
        Run(() =>
        {
            Socket[] clients = [.. Enumerable.Range(0, connections).Select(_ => _space.Connect(Burst))];
            Thread.Sleep(300); // so that somebody sees it
            foreach (Socket client in clients)
            {
                using Socket accepted = listener.Accept();
                client.Dispose(); // first, so that TIME_WAIT is the client's
            }

            Bursts++;
            _stop.Token.WaitHandle.WaitOne(every);
        });
    }

    /// <summary>The listener goes and comes back; the connections that were accepted go on.</summary>
    private void BeginRestarts(TimeSpan every)
    {
        Socket listener = Listener(Restart, 16);
        Socket client = Kept(_space.Connect(Restart));
        Socket server = Kept(listener.Accept());
        Run(() =>
        {
            _stop.Token.WaitHandle.WaitOne(every);
            listener.Dispose();
            Thread.Sleep(200); // the time a restart takes
            listener = Listener(Restart, 16);
            client.Send(new byte[50]);
            server.Receive(new byte[50]);
            Restarts++;
        });
    }

    private (Socket Client, Socket Server) Pair(int port)
    {
        using Socket listener = Listener(port, 1);
        return (Kept(_space.Connect(port)), Kept(listener.Accept()));
    }

    private Socket Listener(int port, int backlog)
    {
        Socket listener = _space.Inside(static () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(backlog);
        return Kept(listener);
    }

    private Socket Kept(Socket socket)
    {
        lock (_open)
        {
            _open.Add(socket);
        }

        return socket;
    }

    /// <summary>Again and again until the end, which closes the sockets under it.</summary>
    private void Run(Action action)
    {
        var thread = new Thread(() =>
        {
            try
            {
                while (!_stop.IsCancellationRequested)
                {
                    action();
                }
            }
            catch (Exception e) when (!_stop.IsCancellationRequested)
            {
                lock (_failures)
                {
                    _failures.Add(e);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The end.
            }
        })
        {
            IsBackground = true,
        };
        _threads.Add(thread);
        thread.Start();
    }
}
