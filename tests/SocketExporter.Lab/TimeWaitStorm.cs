using System.Diagnostics;
using System.Net;

namespace SocketExporter.Lab;

/// <summary>
/// Sockets in TIME_WAIT by the hundred thousand, made anew as fast as the kernel's 60 s end the old ones: rate connections a second to one listener, each closed
/// at once by its client. Their number is about 60 times the rate and moves, so the truth does not tell it. Needs net.ipv4.tcp_max_tw_buckets above that. With to=ADDRESS all go to one
/// destination, from 127.0.0.2 and the ports 32768 to 60999 in turn; with count=N it ends after so many.
/// </summary>
internal sealed class TimeWaitStorm
{
    private const int Backlog = 128;

    // An address of its own: what others have bound there is in nobody's way.
    private static readonly IPAddress Source = new([127, 0, 0, 2]);

    private readonly Group _group;
    private readonly RawSocket _listener;
    private readonly int _port;
    private readonly int _rate;
    private readonly int _count;
    private readonly IPAddress? _to;

    public TimeWaitStorm(Population population, Scenario scenario)
    {
        _port = scenario.Number("port");
        _rate = scenario.Number("rate");
        _count = scenario.Number("count", int.MaxValue);
        _to = scenario.Text("to", "") is { Length: > 0 } address ? IPAddress.Parse(address) : null;
        _group = population.NewGroup(scenario.Text("port"));
        _listener = _group.KeepListener(RawSocket.Open(LibC.AF_INET, LibC.SOCK_STREAM));
        _listener.Set(LibC.SOL_SOCKET, LibC.SO_REUSEADDR, 1);
        _listener.Bind(SocketAddress.Of(IPAddress.Any, _port));
        _listener.Listen(Backlog);
        _group.ListenerTruths.Add(new ListenerTruth("ipv4", "0.0.0.0", _port, Sockets: 1, Waiting: 0, Backlog, FullestRatio: 0));
    }

    /// <summary>Until the process ends, or so many were made.</summary>
    public void Start() => new Thread(Run) { IsBackground = true }.Start();

    private void Run()
    {
        try
        {
            long start = Stopwatch.GetTimestamp();
            for (long made = 0; made < _count; Thread.Sleep(1))
            {
                long due = Math.Min(_count, (long)(Stopwatch.GetElapsedTime(start).TotalSeconds * _rate));
                for (; made < due; made++)
                {
                    Connection(made);
                }
            }
        }
        catch (InvalidOperationException e)
        {
            Console.Error.WriteLine($"time-wait-storm: {e.Message}");
            Environment.Exit(1);
        }
    }

    private void Connection(long number)
    {
        // 65,536 addresses in turn, each with all ephemeral ports: no two connections of a minute are the same to the kernel.
        IPAddress target = _to ?? new IPAddress([127, 1, (byte)(number >> 8), (byte)number]);
        RawSocket client = RawSocket.Open(LibC.AF_INET, LibC.SOCK_STREAM);
        if (_to is not null)
        {
            // The kernel looks through every other port before it takes one of the rest: from 14,116 connections on each takes it 10 ms.
            client.Set(LibC.SOL_SOCKET, LibC.SO_REUSEADDR, 1);
            client.Bind(SocketAddress.Of(Source, 32_768 + (int)(number % 28_232)));
        }

        client.Connect(SocketAddress.Of(target, _port));
        RawSocket server = _listener.Accept();
        client.Close();
        server.Close();
    }
}
