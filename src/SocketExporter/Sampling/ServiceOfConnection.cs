using SocketExporter.Kernel.Counters;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling;

/// <summary>Who began a connection and which port names the service: the local one when a listener covers it, else the remote one.</summary>
internal static class ServiceOfConnection
{
    public static (Direction Direction, ServicePort Port) Of(in InetSocketRow row, ListenerMemory listeners, BoundPortMemory boundPorts, EphemeralPortRange ephemeral)
    {
        if (listeners.Covers(row.Local, row.LocalPort))
        {
            bool shown = !ephemeral.Contains(row.LocalPort) || boundPorts.IsSettled(row.LocalPort);
            return (Direction.Inbound, shown ? row.LocalPort : ServicePort.Ephemeral);
        }

        if (!ephemeral.Contains(row.RemotePort))
        {
            return (Direction.Outbound, row.RemotePort);
        }

        // A remote port that kernels hand out to clients: the listener here was missed, unless the local port is of that kind too.
        return ephemeral.Contains(row.LocalPort) ? (Direction.Outbound, ServicePort.Ephemeral) : (Direction.Inbound, row.LocalPort);
    }
}
