using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling.Walks;

/// <summary>The walk over TCP sockets: each gets its direction and port, is shown to the memories that ask for its state, and goes into the cube.</summary>
internal sealed class TcpWalk : SocketWalk
{
    private readonly TcpSocketReader _reader;
    private readonly ServicePorts _ports;
    private readonly ControlGroupMemory? _groups;
    private readonly ITcpMemory[] _memories;
    private readonly ITcpMemory[][] _ofPlainRows;
    private readonly ITcpMemory[][] _ofInformedRows;
    private ITcpMemory[][] _memoriesOfState;

    /// <param name="memories">Each is shown the sockets in the states it names, in this order.</param>
    /// <param name="groups">Numbers of control groups; null where nobody shows them.</param>
    public TcpWalk(KernelSource kernel, SocketAttribution cube, ServicePorts ports, ITcpMemory[] memories, ControlGroupMemory? groups = null)
        : base("TCP sockets", Sections.Tcp, CpuSection.Tcp, cube, TallyProtocol.Tcp, TallyProtocol.Tcp)
    {
        _reader = new TcpSocketReader(kernel);
        _ports = ports;
        _groups = groups;
        _memories = memories;
        _ofPlainRows = ByState([.. memories.Where(static memory => !memory.LooksAtInformationOnly)]);
        _ofInformedRows = ByState(memories);
        _memoriesOfState = _ofPlainRows;
    }

    public override IEnumerable<TrackedSockets> Tracked => _memories.SelectMany(static memory => memory.Tracked);

    protected override bool WasInterrupted => _reader.WasInterrupted;

    public override Snapshot Complete(Snapshot snapshot) => IsComplete ? _memories.Aggregate(snapshot, (sofar, memory) => memory.EndSample(sofar, Cube)) : snapshot;

    public override void Dispose() => _reader.Dispose();

    protected override void BeginSample(DateTimeOffset now)
    {
        foreach (ITcpMemory memory in _memories)
        {
            memory.BeginSample(now);
        }
    }

    protected override long Walk()
    {
        long sockets = 0;
        bool withInformation = _memories.Any(static memory => memory.WantsInformation);
        foreach (ITcpMemory memory in _memories)
        {
            memory.BeginWalk(withInformation);
        }

        _memoriesOfState = withInformation ? _ofInformedRows : _ofPlainRows;
        _reader.Start(withInformation);
        while (_reader.Next())
        {
            sockets++;
            Add(in _reader.Row);
        }

        if (!WasInterrupted)
        {
            foreach (ITcpMemory memory in _memories)
            {
                memory.EndWalk();
            }
        }

        return sockets;
    }

    protected override void Discard()
    {
        foreach (ITcpMemory memory in _memories)
        {
            memory.Discard();
        }
    }

    private static ITcpMemory[][] ByState(ITcpMemory[] memories)
        => [.. Enumerable.Range(0, (int)TcpState.Closing + 1).Select(state => memories.Where(memory => memory.States.Contains((TcpState)state)).ToArray())];

    private void Add(in InetSocketRow row)
    {
        (Direction direction, ServicePort port) = row.State == TcpState.Listen ? (Direction.None, _ports.OfListener(row)) : _ports.OfConnection(row);
        foreach (ITcpMemory memory in _memoriesOfState[(int)row.State])
        {
            memory.Observe(row, direction, port);
        }

        // Of a listener both queues are connections, no bytes.
        bool listens = row.State == TcpState.Listen;
        Cube.Add(new PendingSocket(
            new TallyKey(TallyProtocol.Tcp, row.Family, (byte)row.State, direction, port),
            row.Inode,
            row.Uid,
            listens ? 0 : row.ReceiveQueue,
            listens ? 0 : row.SendQueue,
            QueueTruth.UnreadBytes(row.State, row.ReceiveQueue) > 0,
            QueueTruth.UnacknowledgedBytes(row.State, row.SendQueue) > 0,
            row is { Timer: TcpTimer.Retransmit, TimerCount: > 0 },
            row.Timer == TcpTimer.WindowProbe,
            _groups?.NumberOf(row.ControlGroupId) ?? ControlGroupMemory.None));
    }
}
