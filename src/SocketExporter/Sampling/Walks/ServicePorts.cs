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
    /// <returns>
    /// By which port it may be shown, and whether it is taken for a server if it has no peer: somebody chose its port, a privileged one or one that the configuration names, or it was there
    /// in the first sample (outside of the ephemeral range), or it has kept the port for ten minutes. Everything else can be a client that waits for one answer.
    /// </returns>
    public (ServicePort Port, bool IsSettled) OfUdp(in InetSocketRow row)
    {
        bool isNamed = IsNamed(EndpointProtocol.Udp, row.LocalPort);
        bool isSettled;
        if (_ephemeral.Contains(row.LocalPort))
        {
            isSettled = row.State != TcpState.Established && (isNamed || _bound.Observe(row));
            return (isSettled ? row.LocalPort : ServicePort.Ephemeral, isSettled);
        }

        if (row.LocalPort < FirstFreePort || isNamed)
        {
            return (row.LocalPort, true);
        }

        bool isShown = _bound.ObserveUdp(row.Cookie, out isSettled);
        return (isShown ? row.LocalPort : ServicePort.Ephemeral, isSettled);
    }

    /// <summary>Forgets the bound sockets that are gone. Not to be called unless both TCP and UDP were read: else what was not seen may be alive.</summary>
    public void EndSample() => _bound.EndSample();

    private bool IsNamed(EndpointProtocol protocol, ushort port) => _rules.NamedPorts(protocol).Contains(port);
}
