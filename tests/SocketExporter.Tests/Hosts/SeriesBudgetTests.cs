using System.Globalization;
using SocketExporter.Kernel.Links;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling;
using SocketExporter.Snapshots;
using SocketExporter.Tests.Collectors;
using Xunit.Abstractions;

namespace SocketExporter.Tests.Hosts;

/// <summary>How many series hosts have, all of the page counted: protocol counters of a recorded kernel, and the daemon's own.</summary>
public sealed class SeriesBudgetTests
{
    private readonly ITestOutputHelper _output;

    public SeriesBudgetTests(ITestOutputHelper output) => _output = output;

    [Fact]
    public void An_idle_virtual_machine_has_at_most_1500_series()
    {
        // What runs on a fresh server: ssh with one login, a resolver, the time, 40 processes that mostly hold unix sockets.
        const int processes = 40;
        var builder = new SnapshotBuilder();
        builder.Tcp(TcpState.Listen, Direction.None, 22, "sshd").Tcp(TcpState.Listen, Direction.None, 22, "sshd", IpFamily.Ipv6).Tcp(TcpState.Listen, Direction.None, 53, "resolver", count: 2);
        builder.Tcp(TcpState.Established, Direction.Inbound, 22, "sshd").Tcp(TcpState.TimeWait, Direction.Outbound, 443);
        builder.Udp(TcpState.Close, "resolver").Udp(TcpState.Close, "chronyd").Udp(TcpState.Established, "dhclient");
        foreach (int i in Enumerable.Range(0, processes))
        {
            foreach (TallyProtocol kind in (ReadOnlySpan<TallyProtocol>)[TallyProtocol.UnixStream, TallyProtocol.UnixDgram])
            {
                builder.Unix(kind, UnixSocketState.Connected, $"daemon{i}").Unix(kind, UnixSocketState.Unconnected, $"daemon{i}");
            }
        }

        int series = SeriesOf("web-server", Users(builder.Build(), 8) with
        {
            Endpoints = [Tcp(22, "sshd"), Tcp(53, "resolver"), Tcp(54, "resolver"), Udp(53, "resolver"), Udp(68, "dhclient"), Udp(123, "chronyd"), Udp(323, "chronyd")],
            UnixListeners = [.. Enumerable.Range(0, processes).Select(i => new UnixListenerGroup($"/run/q{i}", $"daemon{i}", 0, 128, 0))],
            Processes = [.. Enumerable.Range(0, processes).Select(i => new ProcessFiles($"daemon{i}", 20))],
            Links = Links(["lo", "eth0"]),
        }, routeCounts: 8, defaults: 2, users: 8);

        Assert.InRange(series, 500, 1_500);
    }

    [Fact]
    public void A_busy_kubernetes_node_has_at_most_6000_series()
    {
        // 300 containers: a listener, a unix socket, a veth and a process name each, 600 services called and offered, 20 users.
        const int containers = 300;
        var builder = new SnapshotBuilder();
        foreach (int i in Enumerable.Range(1, containers))
        {
            builder.Tcp(TcpState.Listen, Direction.None, (ushort)(8000 + i), $"app{i}");
            foreach (TcpState state in (ReadOnlySpan<TcpState>)[TcpState.Established, TcpState.TimeWait, TcpState.CloseWait, TcpState.FinWait2])
            {
                builder.Tcp(state, Direction.Inbound, (ushort)(8000 + i), $"app{i}").Tcp(state, Direction.Outbound, (ushort)(9000 + i), $"app{i}");
            }

            builder.Unix(TallyProtocol.UnixStream, UnixSocketState.Connected, $"app{i}").Udp(TcpState.Established, $"app{i}");
        }

        int series = SeriesOf("kubernetes", Users(builder.Build(), 20) with
        {
            Endpoints = [.. Enumerable.Range(1, containers).Select(i => Tcp(8000 + i, $"app{i}")), Udp(53, "coredns"), Udp(8472, "cni")],
            UnixListeners = [.. Enumerable.Range(1, containers).Select(i => new UnixListenerGroup($"/run/app{i}", $"app{i}", 0, 128, 0))],
            Processes = [.. Enumerable.Range(1, containers).Select(i => new ProcessFiles($"app{i}", 40))],
            Links = Links(["lo", "eth0", "cni0", "flannel.1", .. Enumerable.Range(1, containers).Select(i => $"veth{i:x8}")]),
        }, routeCounts: 16, defaults: 2, users: 20);

        Assert.InRange(series, 3_000, 6_000);
    }

    private int SeriesOf(string recorded, Snapshot made, int routeCounts, int defaults, int users)
    {
        Snapshot sockets = WholePage.Recorded(recorded) with
        {
            Tally = made.Tally,
            Owners = made.Owners,
            Endpoints = made.Endpoints,
            UnixListeners = made.UnixListeners,
            Processes = made.Processes,
            Links = made.Links,
            StuckQueues = [],
        };
        Snapshot host = MadeCounts.With(RestOfHost.With(sockets, routeCounts, defaults, users), static () => 1) with { Traffic = null };
        var page = new WholePage();
        int series = page.SeriesOf(new KeyFolding().Fold(host, host.TakenAt));
        _output.WriteLine($"{series} series: {page.Largest}");
        return series;
    }

    private static Snapshot Users(Snapshot snapshot, int users)
        => snapshot with { Owners = [.. snapshot.Owners.Select((owner, i) => i <= Owner.OtherIndex ? owner : owner with { Uid = $"{1000 + (i % users)}" })] };

    /// <summary>As the sampler gives it, with peaks.</summary>
    private static EndpointGroup Tcp(int port, string process) => new(new EndpointName(EndpointProtocol.TcpListener, "0.0.0.0", port.ToString(CultureInfo.InvariantCulture), process), EndpointScope.Any)
    {
        ListeningSockets = 1,
        QueueLimit = 128,
        PeakQueue = 0,
        FullestPeakRatio = 0,
    };

    private static EndpointGroup Udp(int port, string process) => new(new EndpointName(EndpointProtocol.Udp, "0.0.0.0", port.ToString(CultureInfo.InvariantCulture), process), EndpointScope.Any)
    {
        ListeningSockets = 1,
        QueueLimit = 212_992,
    };

    private static LinkTable Links(IEnumerable<string> names)
        => new([.. names.Select((name, i) => new LinkRow { Index = i + 1, Name = name, MtuBytes = 1500, TransmitQueueLengthPackets = 1000, Carrier = true, SpeedBytesPerSecond = 1_250_000_000, Kind = name is "lo" or "eth0" ? null : "bridge", Statistics = new LinkStatistics { ReceiveUnhandledPackets = 0, CarrierChanges = 0 } })], interrupted: false);
}
