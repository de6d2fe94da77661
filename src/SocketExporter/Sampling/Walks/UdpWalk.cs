using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling.Walks;

/// <summary>The walk over UDP sockets: each goes into its group by address and port, and into the cube without a port.</summary>
internal sealed class UdpWalk : SocketWalk
{
    private readonly UdpSocketReader _reader;
    private readonly ServicePorts _ports;
    private readonly EndpointAttribution _endpoints;
    private readonly ControlGroupMemory? _groups;
    private readonly DropMemory _drops = new();
    private readonly ListenerTurnover _turnover = new();

    /// <param name="groups">Numbers of control groups; null where nobody shows them.</param>
    public UdpWalk(KernelSource kernel, SocketAttribution cube, ServicePorts ports, EndpointAttribution endpoints, ControlGroupMemory? groups = null)
        : base("UDP sockets", Sections.Udp, CpuSection.Udp, cube, TallyProtocol.Udp, TallyProtocol.Udp)
    {
        _reader = new UdpSocketReader(kernel);
        _ports = ports;
        _endpoints = endpoints;
        _groups = groups;
    }

    public override IEnumerable<TrackedSockets> Tracked =>
    [
        new("udp_drops", _drops.Count, DropMemory.Capacity),
        new("udp_listener_turnover", _turnover.Count, ListenerTurnover.Capacity),
    ];

    protected override bool WasInterrupted => _reader.WasInterrupted;

    public override Snapshot Complete(Snapshot snapshot)
    {
        if (!IsComplete)
        {
            return snapshot;
        }

        _drops.EndSample();
        return snapshot with
        {
            ListenerChanges = [.. snapshot.ListenerChanges, _turnover.EndSample(EndpointProtocol.Udp)],
            ExpectedListeners = [.. snapshot.ExpectedListeners, .. _endpoints.Expected(EndpointProtocol.Udp)],
        };
    }

    public override void Dispose() => _reader.Dispose();

    protected override void BeginSample(DateTimeOffset now) => _drops.BeginSample();

    protected override long Walk()
    {
        long sockets = 0;
        _reader.Start();
        while (_reader.Next())
        {
            sockets++;
            Add(in _reader.Row);
        }

        return sockets;
    }

    protected override void Discard() => _endpoints.Discard(EndpointProtocol.Udp);

    private void Add(in InetSocketRow row)
    {
        bool listens = row.State != TcpState.Established;
        (ServicePort port, bool isSettled) = _ports.OfUdp(row);
        if (listens)
        {
            _turnover.Observe(row.Cookie, isSettled);
        }

        int group = _groups?.NumberOf(row.ControlGroupId) ?? ControlGroupMemory.None;
        _endpoints.Add(new EndpointSocket
        {
            Protocol = EndpointProtocol.Udp,
            Family = row.Family,
            IsIpv6Only = row.IsIpv6Only,
            IsListening = listens,
            IsSettled = isSettled,
            LocalPort = row.LocalPort,
            Port = port,
            Address = row.Local,
            InterfaceIndex = row.InterfaceIndex,
            Cookie = row.Cookie,
            Inode = row.Inode,
            Uid = row.Uid,
            ControlGroup = group,
            Queue = row.ReceiveQueue,
            QueueLimit = row.ReceiveBufferBytes ?? 0,
            Drops = row.Drops is { } total ? _drops.Observe(row.Cookie, total) : 0,
        });
        Cube.Add(new PendingSocket(
            new TallyKey(TallyProtocol.Udp, row.Family, (byte)row.State, Direction.None, ServicePort.None),
            row.Inode,
            row.Uid,
            row.ReceiveQueue,
            row.SendQueue,
            row.ReceiveQueue > 0,
            row.SendQueue > 0,
            ControlGroup: group));
    }
}
