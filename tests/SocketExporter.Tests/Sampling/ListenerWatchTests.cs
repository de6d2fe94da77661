using System.Net;
using System.Net.Sockets;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Sampling;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Sampling;

/// <summary>On the sockets of this process: no privilege is needed to see them.</summary>
public sealed class ListenerWatchTests : IDisposable
{
    private static readonly EndpointName Name = new(EndpointProtocol.TcpListener, "127.0.0.1", "80", "web");

    private readonly ListenerWatch _watch = new(new LiveKernel("/proc"), TimeSpan.FromMinutes(2));
    private readonly List<Socket> _sockets = [];

    [Fact]
    public void What_a_listener_drops_is_credited_once_also_when_it_ends_before_the_next_sample()
    {
        _watch.Look(TimeSpan.Zero);
        _watch.EndSample([], []);
        Socket listener = FullListener(out ulong cookie);
        AwaitDrops(cookie);
        EndpointGroup[] groups = [new(Name, EndpointScope.Loopback)];
        groups = _watch.EndSample(groups, [(cookie, Name)]);
        Assert.Equal(0, groups[0].Drops); // its own are the walk's to write
        Assert.Equal(0u, _watch.DropsOf(cookie));
        Assert.Equal(1, groups[0].PeakQueue);
        Assert.Equal(1, groups[0].FullestPeakRatio);

        Connect(listener.LocalEndPoint!);
        long dropped = AwaitDrops(cookie);
        listener.Dispose();
        _watch.Look(TimeSpan.FromSeconds(1));
        groups = [new(Name, EndpointScope.Loopback) { Drops = 100 }];
        groups = _watch.EndSample(groups, []);
        Assert.Equal(100 + dropped, groups[0].Drops);

        groups = [new(Name, EndpointScope.Loopback)];
        groups = _watch.EndSample(groups, []);
        Assert.Equal(0, groups[0].Drops);
    }

    [Fact]
    public void A_full_queue_counts_the_time_between_looks_once_its_sample_has_named_it()
    {
        _watch.Look(TimeSpan.Zero);
        _watch.EndSample([], []);
        FullListener(out ulong cookie);
        AwaitDrops(cookie);
        _watch.Look(TimeSpan.FromSeconds(0.25));
        EndpointGroup[] groups = [new(Name, EndpointScope.Loopback)];
        Assert.Equal(0.25, _watch.EndSample(groups, [(cookie, Name)])[0].FullSeconds);

        _watch.Look(TimeSpan.FromSeconds(0.5));
        _watch.Look(TimeSpan.FromSeconds(0.75));
        Assert.Equal(0.5, _watch.EndSample(groups, [(cookie, Name)])[0].FullSeconds);
        Assert.Equal(0, _watch.EndSample(groups, [(cookie, Name)])[0].FullSeconds);
    }

    [Fact]
    public void A_look_in_steady_state_allocates_nothing()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _watch.Look(TimeSpan.Zero);

        // Others may open listeners meanwhile, for which room must be made: the best of a few is ours.
        long least = Enumerable.Range(1, 10).Min(second =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            _watch.Look(TimeSpan.FromSeconds(second));
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });

        Assert.Equal(0, least);
        Assert.True(_watch.WatchedCount >= 1);
    }

    public void Dispose()
    {
        _sockets.ForEach(static socket => socket.Dispose());
        _watch.Dispose();
    }

    private Socket FullListener(out ulong cookie)
    {
        Socket listener = Open();
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        Span<byte> bytes = stackalloc byte[8];
        listener.GetRawSocketOption(1, 57, bytes); // SOL_SOCKET, SO_COOKIE
        cookie = BitConverter.ToUInt64(bytes);
        Connect(listener.LocalEndPoint!);
        Connect(listener.LocalEndPoint!);
        return listener;
    }

    private void Connect(EndPoint to)
    {
        Socket client = Open();
        client.Blocking = false;
        try
        {
            client.Connect(to);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
        }
    }

    private Socket Open()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _sockets.Add(socket);
        return socket;
    }

    private long AwaitDrops(ulong cookie)
    {
        for (int attempt = 0; attempt < 500; attempt++)
        {
            _watch.Look(TimeSpan.Zero);
            if (_watch.DropsOf(cookie) is > 0 and var drops)
            {
                return drops;
            }

            Thread.Sleep(10);
        }

        throw new TimeoutException("no drop within 5 s");
    }
}
