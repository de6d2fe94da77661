namespace SocketExporter.Snapshots;

/// <param name="Protocol">A label value: <c>route</c>, <c>sock_diag</c>, <c>netfilter</c> …</param>
/// <param name="Total">Messages that sockets of this protocol have dropped since the exporter started; never falls.</param>
internal readonly record struct NetlinkDrops(string Protocol, double Total);
