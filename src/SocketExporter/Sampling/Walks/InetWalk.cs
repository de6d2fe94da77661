using SocketExporter.Kernel.Counters;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling.Walks;

/// <summary>
/// The walk over the sockets of a lesser internet protocol, into the cube without a port. On most hosts there are none: then /proc/net/protocols says so and nothing
/// is asked.
/// </summary>
internal sealed class InetWalk : SocketWalk
{
    /// <summary>
    /// How long a module that was not there is not asked for. Each question has the kernel start modprobe; one that somebody has loaded meanwhile is to be found.
    /// </summary>
    public static readonly TimeSpan AskAgainAfter = TimeSpan.FromMinutes(10);

    private readonly InetSocketReader _reader;
    private readonly ControlGroupMemory? _groups;
    private readonly InetProtocol _protocol;
    private readonly TallyProtocol _tallied;
    private DateTimeOffset _now;
    private DateTimeOffset _askAgain = DateTimeOffset.MinValue;
    private bool _skipped;

    /// <param name="groups">Numbers of control groups; null where nobody shows them.</param>
    public InetWalk(KernelSource kernel, SocketAttribution cube, InetProtocol protocol, ControlGroupMemory? groups = null)
        : this(new InetSocketReader(kernel, protocol), cube, protocol, groups)
    {
    }

    internal InetWalk(InetSocketReader reader, SocketAttribution cube, InetProtocol protocol, ControlGroupMemory? groups = null)
        : base(
            protocol == InetProtocol.Raw ? "raw sockets" : "UDP-Lite sockets",
            protocol == InetProtocol.Raw ? Sections.Raw : Sections.UdpLite,
            CpuSection.Other,
            cube,
            protocol == InetProtocol.Raw ? TallyProtocol.Raw : TallyProtocol.UdpLite,
            protocol == InetProtocol.Raw ? TallyProtocol.Raw : TallyProtocol.UdpLite)
    {
        _reader = reader;
        _groups = groups;
        _protocol = protocol;
        _tallied = protocol == InetProtocol.Raw ? TallyProtocol.Raw : TallyProtocol.UdpLite;
    }

    /// <summary>Whether there may be such sockets: /proc/net/protocols counts some, or could not be read.</summary>
    public bool MayBeInUse { get; private set; } = true;

    /// <summary>Where the kernel told them when it was last asked.</summary>
    public SocketSource Source { get; private set; }

    protected override bool WasInterrupted => !_skipped && _reader.WasInterrupted;

    /// <param name="protocols">Of this sample; null when they could not be read.</param>
    public void BeginSample(IReadOnlyList<ProtocolSockets>? protocols)
    {
        string name = _protocol == InetProtocol.Raw ? "raw" : "udplite";
        MayBeInUse = protocols is null || protocols.Any(row => row.Protocol == name && row.InUse != 0);
    }

    public override Snapshot Complete(Snapshot snapshot) => _protocol == InetProtocol.Raw ? snapshot with { RawSource = Source } : snapshot;

    public override void Dispose() => _reader.Dispose();

    protected override void BeginSample(DateTimeOffset now) => _now = now;

    protected override long Walk()
    {
        // The first time in any case: what this kernel has is to be known before it is needed.
        _skipped = !MayBeInUse && Source != SocketSource.None;
        if (_skipped)
        {
            return 0;
        }

        bool askDiag = Source is SocketSource.None or SocketSource.SockDiag || _now >= _askAgain;
        long sockets = 0;
        _reader.Start(askDiag);
        while (_reader.Next())
        {
            sockets++;
            Add(in _reader.Row);
        }

        Source = _reader.Source;
        _askAgain = askDiag ? _now + AskAgainAfter : _askAgain;
        return sockets;
    }

    private void Add(in InetSocketRow row) => Cube.Add(new PendingSocket(
        new TallyKey(_tallied, row.Family, (byte)row.State, Direction.None, ServicePort.None),
        row.Inode,
        row.Uid,
        row.ReceiveQueue,
        row.SendQueue,
        row.ReceiveQueue > 0,
        row.SendQueue > 0,
        ControlGroup: GroupOf(row.ControlGroupId)));

    /// <summary>The tables of /proc do not say it.</summary>
    private int GroupOf(ulong id) => _groups is null ? ControlGroupMemory.None : id == 0 ? ControlGroupMemory.Unknown : _groups.NumberOf(id);
}
