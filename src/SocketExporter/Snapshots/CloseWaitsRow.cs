namespace SocketExporter.Snapshots;

/// <summary>Connections of one service and owner in CLOSE_WAIT: the peer has closed, the application has not. Also of those who had some in the last ten minutes.</summary>
/// <param name="OwnerIndex">Index into <see cref="Snapshot.Owners"/>; of those that nobody has accepted one without a process.</param>
/// <param name="Unread">With bytes that nobody has read; the FIN does not count.</param>
/// <param name="HadUnread">Whether any had within the last ten minutes: on most services none ever has.</param>
/// <param name="OldestSeconds">Since the first of them was seen; null where none has been seen in two samples, or none whose age is known.</param>
internal sealed record CloseWaitsRow(Direction Direction, ServicePort Port, int OwnerIndex, int Connections, int Unread, bool HadUnread, double? OldestSeconds);
