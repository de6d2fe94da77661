using SocketExporter.Kernel.Sockets;
using SocketExporter.Metrics;
using SocketExporter.Snapshots;

namespace SocketExporter.Collectors;

/// <summary>Writes a counter of every service that is shown: also at 0, or an alert on its rate would miss the first increase.</summary>
internal static class ServiceCounters
{
    public static void Write(MetricWriter writer, MetricFamily family, Snapshot snapshot, IReadOnlyList<ServiceTotal> totals)
    {
        Dictionary<(Direction Direction, ServicePort Port), ulong> byService = totals.ToDictionary(static total => (total.Direction, total.Port), static total => total.Total);
        var written = new HashSet<(Direction Direction, ServicePort Port)>();
        foreach (TallyRow row in snapshot.Tally)
        {
            // As for all families by service: a listener makes its port one.
            (Direction Direction, ServicePort Port) service = ((TcpState)row.Key.State == TcpState.Listen ? Direction.Inbound : row.Key.Direction, row.Key.Port);
            if (row.Key.Protocol == TallyProtocol.Tcp && written.Add(service))
            {
                writer.Write(family, byService.GetValueOrDefault(service), StateNames.Direction(service.Direction), service.Port.Text);
            }
        }
    }
}
