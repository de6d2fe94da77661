using SocketExporter.Kernel;
using SocketExporter.Kernel.Counters;
using SocketExporter.Kernel.Recordings;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling;
using SocketExporter.Sampling.Memory;
using SocketExporter.Sampling.Walks;
using SocketExporter.Snapshots;
using SocketExporter.Tests.Documents;

namespace SocketExporter.Tests.Sampling;

public sealed class SocketWalkTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    private readonly SocketTally _cells = new();
    private readonly SocketAttribution _cube;

    public SocketWalkTests()
    {
        _cube = new SocketAttribution(new OwnerMemory(), _cells);
        _cube.BeginSample(processes: null);
        _cells.BeginSample(Now, keepZeros: false);
    }

    [Fact]
    public void A_walk_that_was_interrupted_is_made_again_and_counts_once()
    {
        using var walk = new ScriptedWalk(_cube, WalkEnd.Interrupted, WalkEnd.Interrupted, WalkEnd.Whole);
        walk.Begin(Now);

        walk.Read();

        Assert.True(walk.IsComplete);
        Assert.Equal(1, walk.SocketsRead);
        Assert.Equal(1, Assert.Single(_cells.ToRows()).Cell.Sockets);
        Assert.Equal(2, walk.Discards);
    }

    [Fact]
    public void A_walk_that_is_interrupted_three_times_fails_and_leaves_nothing()
    {
        using var walk = new ScriptedWalk(_cube, WalkEnd.Interrupted, WalkEnd.Interrupted, WalkEnd.Interrupted);
        walk.Begin(Now);

        KernelReadException failure = Assert.Throws<KernelReadException>(walk.Read);

        Assert.Equal("scripted sockets: the table changed during each of 3 dumps, expected one at rest", failure.Message);
        Assert.False(walk.IsComplete);
        Assert.Equal(0, walk.SocketsRead);
        Assert.Empty(_cells.ToRows());
        Assert.Equal(3, walk.Discards);
    }

    [Fact]
    public void A_walk_that_fails_leaves_nothing_and_is_not_made_again()
    {
        using var walk = new ScriptedWalk(_cube, WalkEnd.Failed, WalkEnd.Whole);
        walk.Begin(Now);

        Assert.Throws<KernelReadException>(walk.Read);

        Assert.False(walk.IsComplete);
        Assert.Empty(_cells.ToRows());
        Assert.Equal(1, walk.Discards);
    }

    [Fact]
    public void What_a_failed_walk_had_set_aside_for_the_batch_does_not_come_back_with_the_next_walk()
    {
        using var failing = new ScriptedWalk(_cube, WalkEnd.Failed);
        failing.Begin(Now);
        Assert.Throws<KernelReadException>(failing.Read);

        _cube.EmptyBatch();
        _cube.AddPending();

        Assert.Empty(_cells.ToRows());
    }

    [Fact]
    public void A_memory_is_shown_the_sockets_in_the_states_it_names_and_then_adds_to_the_snapshot()
    {
        // 400 TIME_WAIT of IPv4, 200 of IPv6, two listeners of IPv4 and one of IPv6: see the golden page.
        var memory = new CountingMemory(TcpState.TimeWait, TcpState.Listen);
        using TcpWalk walk = WalkOver("time-wait-storm", memory);

        walk.Read();
        Snapshot snapshot = walk.Complete(new Snapshot { TakenAt = Now });

        Assert.Equal(new Dictionary<TcpState, int> { [TcpState.TimeWait] = 600, [TcpState.Listen] = 3 }, memory.Shown);
        Assert.Equal(603, snapshot.SocketsRead);
        Assert.Equal(0, memory.Discards);
    }

    [Fact]
    public void A_memory_takes_back_what_it_was_shown_when_the_walk_fails_and_adds_nothing()
    {
        var memory = new CountingMemory(TcpState.Listen);
        using TcpWalk walk = WalkOver("damaged", memory);

        Assert.Throws<KernelReadException>(walk.Read);
        Snapshot snapshot = walk.Complete(new Snapshot { TakenAt = Now });

        Assert.Equal(1, memory.Discards);
        Assert.Equal(0, snapshot.SocketsRead);
    }

    private TcpWalk WalkOver(string recording, ITcpMemory memory)
    {
        var ports = new ServicePorts();
        ports.BeginSample(Now, EphemeralPortRange.KernelDefault);
        var walk = new TcpWalk(RecordedKernel.Open(Path.Combine(Repository.Root, "tests/fixtures", recording)), _cube, ports, [memory]);
        walk.Begin(Now);
        return walk;
    }

    private enum WalkEnd
    {
        Whole,
        Interrupted,
        Failed,
    }

    /// <summary>Finds one socket that nobody has open at each attempt, which ends as it is told.</summary>
    private sealed class ScriptedWalk(SocketAttribution cube, params WalkEnd[] ends)
        : SocketWalk("scripted sockets", Sections.Udp, CpuSection.Udp, cube, TallyProtocol.Udp, TallyProtocol.Udp)
    {
        private int _attempts;

        public int Discards { get; private set; }

        protected override bool WasInterrupted => ends[_attempts - 1] == WalkEnd.Interrupted;

        public override void Dispose()
        {
        }

        protected override long Walk()
        {
            var key = new TallyKey(TallyProtocol.Udp, IpFamily.Ipv4, (byte)TcpState.Close, Direction.None, ServicePort.None);
            Cube.Add(new PendingSocket(key, 0, 0, 0, 0, false, false));
            return ends[_attempts++] != WalkEnd.Failed ? 1 : throw new KernelReadException("scripted sockets: 1 byte, expected 2");
        }

        protected override void Discard() => Discards++;
    }

    private sealed class CountingMemory(params TcpState[] states) : ITcpMemory
    {
        public Dictionary<TcpState, int> Shown { get; } = [];

        public int Discards { get; private set; }

        public IReadOnlyList<TcpState> States => states;

        public IEnumerable<TrackedSockets> Tracked => [];

        public bool WantsInformation => false;

        public void BeginSample(DateTimeOffset now) => Shown.Clear();

        public void Observe(in InetSocketRow row, Direction direction, ServicePort port) => Shown[row.State] = Shown.GetValueOrDefault(row.State) + 1;

        public void Discard() => Discards++;

        public Snapshot EndSample(Snapshot snapshot, SocketAttribution owners) => snapshot with { SocketsRead = Shown.Values.Sum() };
    }
}
