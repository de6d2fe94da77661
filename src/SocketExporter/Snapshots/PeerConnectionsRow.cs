namespace SocketExporter.Snapshots;

/// <summary>Connections with a group of peers, by who began them and by state (a <see cref="Kernel.Sockets.TcpState"/>).</summary>
internal readonly record struct PeerConnectionsRow(string Peer, Direction Direction, byte State, long Connections);
