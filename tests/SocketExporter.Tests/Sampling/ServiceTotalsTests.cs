using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Sampling;

public sealed class ServiceTotalsTests
{
    private readonly ServiceTotals _totals = new();
    private readonly HashSet<int> _hidden = [];

    [Fact]
    public void An_increase_goes_to_the_service_that_is_shown_for_it_then_and_stays_there()
    {
        Assert.Equal(["80 5", "81 7"], Add((80, 5), (81, 7)));
        _hidden.Add(81);
        Assert.Equal(["80 6", "81 7", "<other> 2"], Add((80, 1), (81, 2)));
        _hidden.Clear();
        Assert.Equal(["80 6", "81 8", "<other> 2"], Add((81, 1)));
        Assert.Equal(["80 6", "81 8", "<other> 2"], Add());
    }

    [Fact]
    public void The_directions_of_a_port_are_two_services()
        => Assert.Equal(
            [new(Direction.Inbound, 80, 1), new(Direction.Outbound, 80, 2)],
            _totals.Add([new(Direction.Inbound, 80, 1), new(Direction.Outbound, 80, 2)], (_, port) => port));

    [Fact]
    public void When_there_are_too_many_who_is_not_shown_is_forgotten_first_and_other_never()
    {
        _hidden.Add(1);
        Add((1, 3)); // other, longest ago
        for (ushort port = 2; port <= ServiceTotals.Capacity; port++)
        {
            Add((port, 1));
        }

        _hidden.Add(3);
        Add((20_000, 1));
        Assert.Equal(ServiceTotals.Capacity, _totals.Count);
        _hidden.Clear();
        Assert.Contains("<other> 3", Add());
        Assert.Contains("2 1", Add());
        Assert.DoesNotContain("3 1", Add());
    }

    private string[] Add(params (ushort Port, ulong Count)[] increases)
        => [.. _totals.Add([.. increases.Select(increase => new ServiceTotal(Direction.Inbound, increase.Port, increase.Count))], (_, port) => _hidden.Contains(port.Value) ? ServicePort.Other : port)
            .Select(total => $"{total.Port.Text} {total.Total}")];
}
