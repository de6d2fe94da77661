using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling.Walks;

/// <summary>TCP listeners by address, port and process, with the unfinished handshakes that wait for each, and what the watch has seen of them between samples.</summary>
internal sealed class TcpListeners : ITcpMemory
{
    private readonly EndpointAttribution _endpoints;
    private readonly ListenerWatch _watch;
    private readonly ControlGroupMemory? _groups;
    private readonly HandshakeMemory _handshakes = new();
    private readonly ListenerTurnover _turnover = new();
    private DateTimeOffset _now;

    /// <param name="watch">Has looked at the listeners before the walk begins.</param>
    /// <param name="groups">Numbers of control groups; null where nobody shows them.</param>
    public TcpListeners(EndpointAttribution endpoints, ListenerWatch watch, ControlGroupMemory? groups = null)
    {
        _groups = groups;
        _endpoints = endpoints;
        _watch = watch;
    }

    public IReadOnlyList<TcpState> States => [TcpState.Listen, TcpState.SynRecv];

    public IEnumerable<TrackedSockets> Tracked =>
    [
        new("listener_peaks", _watch.WatchedCount, ListenerPeakMemory.Capacity),
        new("listener_drops", _watch.DroppingCount, DropMemory.Capacity),
        new("listener_handshakes", _handshakes.Count, HandshakeMemory.Capacity),
        new("tcp_listener_turnover", _turnover.Count, ListenerTurnover.Capacity),
    ];

    public bool WantsInformation => false;

    /// <summary>The watch begins where its last sample ended: looks in between belong to the next.</summary>
    public void BeginSample(DateTimeOffset now) => _now = now;

    public void Observe(in InetSocketRow row, Direction direction, ServicePort port)
    {
        if (row.State == TcpState.SynRecv)
        {
            _endpoints.AddSynRecv(row.Local, row.LocalPort);
            return;
        }

        _turnover.Observe(row.Cookie, port != ServicePort.Ephemeral);
        _endpoints.Add(new EndpointSocket
        {
            Protocol = EndpointProtocol.TcpListener,
            Family = row.Family,
            IsIpv6Only = row.IsIpv6Only,
            IsListening = true,
            IsSettled = true,
            LocalPort = row.LocalPort,
            Port = port,
            Address = row.Local,
            InterfaceIndex = row.InterfaceIndex,
            Cookie = row.Cookie,
            Inode = row.Inode,
            Uid = row.Uid,
            ControlGroup = _groups?.NumberOf(row.ControlGroupId) ?? ControlGroupMemory.None,
            Queue = row.ReceiveQueue,
            QueueLimit = row.SendQueue,
            Drops = _watch.DropsOf(row.Cookie),
        });
    }

    public void Discard() => _endpoints.Discard(EndpointProtocol.TcpListener);

    public Snapshot EndSample(Snapshot snapshot, SocketAttribution owners) => snapshot with
    {
        Endpoints = _handshakes.EndSample(_watch.EndSample(snapshot.Endpoints, _endpoints.Listeners), _now),
        ListenerChanges = [.. snapshot.ListenerChanges, _turnover.EndSample(EndpointProtocol.TcpListener)],
        ExpectedListeners = [.. snapshot.ExpectedListeners, .. _endpoints.Expected(EndpointProtocol.TcpListener)],
    };
}
