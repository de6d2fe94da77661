using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Sampling;

public sealed class ServiceTotalsTests
{
    private readonly ServiceTotals _totals = new();

    [Fact]
    public void A_total_goes_on_from_its_value_when_its_sockets_return()
    {
        _totals.BeginSample();
        _totals.Add((Direction.Inbound, 80), 3);
        _totals.BeginSample();
        _totals.BeginSample();

        Assert.Equal(5, _totals.Add((Direction.Inbound, 80), 2));
    }

    [Fact]
    public void Who_begins_a_connection_makes_another_service_of_a_port()
    {
        _totals.Add((Direction.Inbound, 80), 3);

        Assert.Equal(2, _totals.Add((Direction.Outbound, 80), 2));
    }

    [Fact]
    public void A_service_that_never_counted_anything_is_not_kept()
    {
        Assert.Equal(0, _totals.Add((Direction.Inbound, 80), 0));
        Assert.Equal(0, _totals.Count);
    }

    [Fact]
    public void Past_its_capacity_the_service_unseen_for_longest_goes()
    {
        _totals.BeginSample();
        _totals.Add((Direction.Inbound, 1), 1);
        _totals.BeginSample();
        for (ushort port = 2; port <= ServiceTotals.Capacity; port++)
        {
            _totals.Add((Direction.Inbound, port), 1);
        }

        _totals.Add((Direction.Outbound, 1), 1);

        Assert.Equal(ServiceTotals.Capacity, _totals.Count);
        Assert.Equal(1, _totals.Add((Direction.Inbound, 1), 1));
    }
}
