using SocketExporter.Kernel.Sockets;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Hosts;

/// <summary>What the connections of a made host have counted since the sample before, by the services that it has.</summary>
internal static class MadeCounts
{
    /// <param name="count">Of a service: so many round trips, segments and bytes more.</param>
    public static Snapshot With(Snapshot host, Func<int> count)
    {
        (Direction, ServicePort)[] services =
        [
            .. host.Tally.Where(static row => row.Key.Protocol == TallyProtocol.Tcp).Select(static row => ((TcpState)row.Key.State == TcpState.Listen ? Direction.Inbound : row.Key.Direction, row.Key.Port)).Distinct(),
        ];
        return host with
        {
            Retransmissions = Increases(services, count),
            Traffic = new ServiceTraffic(Increases(services, count), Increases(services, count), Increases(services, count)),
            RoundTrips = [.. services.Select(service => RoundTrips(service, count())).Where(static row => row.Counts.Any(static one => one > 0))],
        };
    }

    /// <summary>Without the services that have not counted anything, as the memories give it.</summary>
    private static ServiceTotal[] Increases((Direction Direction, ServicePort Port)[] services, Func<int> count)
        => [.. services.Select(service => new ServiceTotal(service.Direction, service.Port, (ulong)count())).Where(static increase => increase.Total > 0)];

    private static RoundTripRow RoundTrips((Direction Direction, ServicePort Port) service, int count)
    {
        ulong[] counts = new ulong[RoundTripBuckets.Count];
        ulong[] sums = new ulong[RoundTripBuckets.Count];
        for (int i = 0; i < count; i++)
        {
            uint microseconds = 37u << (i % 20);
            int bucket = RoundTripBuckets.IndexOf(microseconds);
            counts[bucket]++;
            sums[bucket] += microseconds;
        }

        return new RoundTripRow(service.Direction, service.Port, counts, sums);
    }
}
