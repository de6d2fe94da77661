using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Snapshots;

/// <summary>One connection in one of whose queues nothing moves, as it is told to somebody who looks for it.</summary>
/// <param name="Reason">Null for the receive queue: its application does not read.</param>
/// <param name="QueueBytes">Unread, or not acknowledged, when it was found to stand still.</param>
internal sealed record StuckConnection(
    TcpSocketIdentity Socket, Direction Direction, ServicePort Port, string Process, StuckReason? Reason, uint QueueBytes, DateTimeOffset Since);
