using SocketExporter.Kernel;
using SocketExporter.Kernel.Counters;
using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling;
using SocketExporter.Sampling.Memory;
using SocketExporter.Sampling.Walks;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Sampling;

public sealed class InetWalkTests : IDisposable
{
    private const string Row = "    1: 0100007F:0001 00000000:0000 07 00000000:00000300 00:00000000 00000000  1000        0 0 2 0000000000000000 0\n";

    private static readonly ProtocolSockets[] NoRaw = [new("raw", 0)];
    private static readonly ProtocolSockets[] OneRaw = [new("raw", 1)];

    private readonly string _proc = Directory.CreateTempSubdirectory("inetwalk").FullName;
    private readonly NoDiag _kernel = new();
    private readonly SocketTally _cells = new();
    private readonly InetWalk _walk;
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

    public InetWalkTests()
    {
        Directory.CreateDirectory($"{_proc}/thread-self/net");
        File.WriteAllText($"{_proc}/thread-self/net/raw", "titles\n" + Row);
        var cube = new SocketAttribution(new OwnerMemory(), _cells);
        cube.BeginSample(processes: null);
        _walk = new InetWalk(new InetSocketReader(_kernel, _proc, InetProtocol.Raw), cube, InetProtocol.Raw);
    }

    [Fact]
    public void Without_the_module_the_table_is_read_and_the_snapshot_says_so()
    {
        Snapshot snapshot = Sample(OneRaw);

        Assert.Equal(SocketSource.ProcTable, snapshot.RawSource);
        TallyRow row = Assert.Single(_cells.ToRows());
        Assert.Equal((TallyProtocol.Raw, IpFamily.Ipv4, (byte)TcpState.Close), (row.Key.Protocol, row.Key.Family, row.Key.State));
        Assert.Equal((1, 768), (row.Cell.Sockets, row.Cell.ReceiveQueueBytes));
    }

    [Fact]
    public void A_module_that_is_missing_is_asked_for_again_after_ten_minutes_only()
    {
        Sample(OneRaw);
        Assert.Equal(2, _kernel.Questions); // IPv4 and IPv6
        Sample(OneRaw);
        Sample(OneRaw);
        Assert.Equal(2, _kernel.Questions);

        _now += InetWalk.AskAgainAfter;
        Sample(OneRaw);
        Assert.Equal(4, _kernel.Questions);
    }

    [Fact]
    public void Where_there_are_none_the_kernel_is_asked_once_what_it_has_and_then_no_more()
    {
        Sample(NoRaw);
        Assert.Equal(2, _kernel.Questions);
        File.Delete($"{_proc}/thread-self/net/raw");
        Snapshot snapshot = Sample(NoRaw);

        Assert.Equal(2, _kernel.Questions);
        Assert.Equal(SocketSource.ProcTable, snapshot.RawSource);
        Assert.Equal(0, _walk.SocketsRead);
    }

    [Fact]
    public void Where_the_number_is_not_known_they_are_read()
    {
        Sample(NoRaw);
        Sample(null);

        Assert.Equal(1, _walk.SocketsRead);
    }

    public void Dispose()
    {
        _walk.Dispose();
        Directory.Delete(_proc, recursive: true);
    }

    private Snapshot Sample(IReadOnlyList<ProtocolSockets>? protocols)
    {
        _cells.BeginSample(_now, keepZeros: false);
        _walk.BeginSample(protocols);
        _walk.Begin(_now);
        _walk.Read();
        return _walk.Complete(new Snapshot { TakenAt = _now });
    }

    /// <summary>Answers every dump with NLMSG_DONE and -ENOENT, as a kernel without raw_diag.</summary>
    private sealed class NoDiag : INetlinkTransport
    {
        private byte[] _sequence = [];

        public string Name => "no diag";

        public int Questions { get; private set; }

        public void Send(ReadOnlySpan<byte> datagram)
        {
            Questions++;
            _sequence = datagram.Slice(8, 4).ToArray();
        }

        public int Receive(Span<byte> buffer, out uint sender)
        {
            sender = 0;
            byte[] done = [20, 0, 0, 0, 3, 0, 2, 0, .. _sequence, 0, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff];
            done.CopyTo(buffer);
            return done.Length;
        }

        public void Reset()
        {
        }

        public void Dispose()
        {
        }
    }
}
