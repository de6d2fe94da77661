namespace SocketExporter.Snapshots;

/// <summary>What connections have sent and received, by service.</summary>
/// <param name="SentSegments">Acknowledgments and those sent again among them.</param>
/// <param name="SentBytes">Those that the peer has acknowledged; SYN and FIN count as one each.</param>
/// <param name="ReceivedBytes">In order, read or not; a FIN counts as one.</param>
internal sealed record ServiceTraffic(IReadOnlyList<ServiceTotal> SentSegments, IReadOnlyList<ServiceTotal> SentBytes, IReadOnlyList<ServiceTotal> ReceivedBytes);
