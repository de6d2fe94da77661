using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling.Walks;

/// <summary>The walk over unix sockets: listeners by path, all into the cube by kind and state.</summary>
internal sealed class UnixWalk : SocketWalk
{
    private readonly UnixSocketReader _reader;
    private readonly OwnerMemory _owners;
    private readonly UnixListenerTally _listeners = new();
    private readonly long[] _connecting = new long[3];

    public UnixWalk(KernelSource kernel, SocketAttribution cube, OwnerMemory owners)
        : base("unix sockets", Sections.Unix, CpuSection.Unix, cube, TallyProtocol.UnixStream, TallyProtocol.UnixSeqpacket)
    {
        _reader = new UnixSocketReader(kernel);
        _owners = owners;
    }

    public override IEnumerable<uint> WantedInodes => _listeners.Inodes;

    public override IEnumerable<TrackedSockets> Tracked => [new("unix_listeners", _listeners.Count, UnixListenerTally.MaxListeners)];

    protected override bool WasInterrupted => _reader.WasInterrupted;

    public override Snapshot Complete(Snapshot snapshot)
        => snapshot with { UnixConnecting = [.. _connecting], UnixListeners = _listeners.ToGroups(_owners, Cube.FinalOwner) };

    public override void Dispose() => _reader.Dispose();

    protected override void BeginSample(DateTimeOffset now) => Discard();

    protected override long Walk()
    {
        long sockets = 0;
        _reader.Start();
        while (_reader.Next())
        {
            sockets++;
            Add(_reader.Row);
        }

        return sockets;
    }

    protected override void Discard()
    {
        _listeners.Clear();
        Array.Clear(_connecting);
    }

    private void Add(in UnixSocketRow row)
    {
        bool listens = row.State == UnixSocketState.Listening;
        if (listens)
        {
            _listeners.Add(row);
            _connecting[(int)row.Kind] += row.ReceiveQueue;
        }

        // Of a listener both queues are connections, no bytes.
        uint receiveQueue = listens ? 0 : row.ReceiveQueue;
        uint sendQueue = listens ? 0 : row.SendQueue;
        TallyProtocol protocol = TallyProtocol.UnixStream + (byte)row.Kind;
        Cube.Add(new PendingSocket(
            new TallyKey(protocol, IpFamily.Ipv4, (byte)row.State, Direction.None, ServicePort.None),
            row.Inode,
            row.Uid ?? OwnerMemory.UnknownUid,
            receiveQueue,
            sendQueue,
            receiveQueue > 0,
            sendQueue > 0));
    }
}
