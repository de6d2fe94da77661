using SocketExporter.Kernel.Counters;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling;

/// <summary>Who began a connection and which port names the service: the local one when a listener covers it, else the remote one.</summary>
internal static class ServiceOfConnection
{
    /// <param name="named">Ports that are shown although they lie in the range.</param>
    public static (Direction Direction, ServicePort Port) Of(in InetSocketRow row, ListenerMemory listeners, BoundPortMemory boundPorts, EphemeralPortRange ephemeral, PortSet named)
    {
        bool localIsEphemeral = ephemeral.Contains(row.LocalPort);
        if (listeners.Covers(row.Local, row.LocalPort) && !WasGivenAnew(row, localIsEphemeral, listeners, ephemeral))
        {
            bool shown = !localIsEphemeral || named.Contains(row.LocalPort) || boundPorts.IsSettled(row.LocalPort);
            return (Direction.Inbound, shown ? row.LocalPort : ServicePort.Ephemeral);
        }

        // The client of a local service can have been given a port that is named for something else.
        if (!ephemeral.Contains(row.RemotePort) || (localIsEphemeral && named.Contains(row.RemotePort)))
        {
            return (Direction.Outbound, row.RemotePort);
        }

        // A remote port that kernels hand out to clients: the listener here was missed, unless the local port is of that kind too.
        return localIsEphemeral ? (Direction.Outbound, ServicePort.Ephemeral) : (Direction.Inbound, row.LocalPort);
    }

    /// <summary>
    /// A listener that is only remembered says little of a port that the kernel gives to clients: the port may have been given to one since. Who talks to a
    /// service port from there is that client.
    /// </summary>
    private static bool WasGivenAnew(in InetSocketRow row, bool localIsEphemeral, ListenerMemory listeners, EphemeralPortRange ephemeral)
        => localIsEphemeral && !listeners.IsPresent(row.LocalPort) && !ephemeral.Contains(row.RemotePort);
}
