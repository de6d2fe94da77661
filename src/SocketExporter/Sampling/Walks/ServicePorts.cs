using SocketExporter.Kernel.Counters;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling.Walks;

/// <summary>
/// By which port a socket may be shown, and who began a connection. It remembers the listeners, which in a TCP dump come before all connections, and since
/// when ports of the ephemeral range are bound; one that the configuration names is shown at once.
/// </summary>
internal sealed class ServicePorts
{
    /// <summary>Ports below are bound with a privilege and on purpose; above, resolvers bind a random one for each query.</summary>
    private const int FirstFreePort = 1024;

    private readonly ListenerMemory _listeners = new();
    private readonly BoundPortMemory _bound = new();
    private readonly ListenerRules _rules;
    private EphemeralPortRange _ephemeral = EphemeralPortRange.KernelDefault;

    /// <param name="rules">Whose ports are shown in any case; null: as without any setting.</param>
    public ServicePorts(ListenerRules? rules = null) => _rules = rules ?? ListenerRules.None;

    public IEnumerable<TrackedSockets> Tracked =>
    [
        new("recent_listeners", _listeners.Count, ListenerMemory.Capacity),
        new("bound_ports", _bound.Count, BoundPortMemory.Capacity),
    ];

    public void BeginSample(DateTimeOffset now, EphemeralPortRange ephemeral)
    {
        _ephemeral = ephemeral;
        _listeners.BeginSample(now);
        _bound.BeginSample(now);
    }

    /// <summary>Takes note of a TCP listener.</summary>
    public ServicePort OfListener(in InetSocketRow row)
    {
        _listeners.Observe(row);
        return !_ephemeral.Contains(row.LocalPort) || IsNamed(EndpointProtocol.TcpListener, row.LocalPort) || _bound.Observe(row) ? row.LocalPort : ServicePort.Ephemeral;
    }

    public (Direction Direction, ServicePort Port) OfConnection(in InetSocketRow row)
        => ServiceOfConnection.Of(row, _listeners, _bound, _ephemeral, _rules.NamedPorts(EndpointProtocol.TcpListener));

    /// <summary>Takes note of a UDP socket.</summary>
    public ServicePort OfUdp(in InetSocketRow row)
    {
        bool shown = _ephemeral.Contains(row.LocalPort)
            ? row.State != TcpState.Established && (IsNamed(EndpointProtocol.Udp, row.LocalPort) || _bound.Observe(row))
            : row.LocalPort < FirstFreePort || IsNamed(EndpointProtocol.Udp, row.LocalPort) || _bound.ObserveUdp(row.Cookie);
        return shown ? row.LocalPort : ServicePort.Ephemeral;
    }

    /// <summary>Forgets the bound sockets that were not seen. Not to be called unless both TCP and UDP were read: else what was not seen may be alive.</summary>
    public void EndSample() => _bound.EndSample();

    private bool IsNamed(EndpointProtocol protocol, ushort port) => _rules.NamedPorts(protocol).Contains(port);
}
