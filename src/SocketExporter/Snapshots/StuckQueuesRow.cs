namespace SocketExporter.Snapshots;

/// <summary>Connections of one service and owner in whose queues nothing moves.</summary>
/// <param name="OwnerIndex">Index into <see cref="Snapshot.Owners"/>.</param>
/// <param name="Receiving">Whose applications read nothing.</param>
/// <param name="ReceivingOldestSeconds">For how long the first of them; 0 where there is none.</param>
/// <param name="Sending">Whose peers acknowledge nothing, by <see cref="StuckReason"/>.</param>
/// <param name="SendingOldestSeconds">For how long the first of them; 0 where there is none.</param>
internal sealed record StuckQueuesRow(
    Direction Direction, ServicePort Port, int OwnerIndex, int Receiving, double ReceivingOldestSeconds, IReadOnlyList<int> Sending, double SendingOldestSeconds)
{
    /// <summary>Queues that stand still: a connection of which both do counts twice.</summary>
    public int Queues => Receiving + Sending.Sum();
}
