using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Sampling;

public sealed class KeyTotalsTests
{
    private static readonly EndpointName Dns = Key("0.0.0.0", "53");

    [Fact]
    public void A_total_goes_on_from_its_value_when_its_sockets_return()
    {
        var totals = new KeyTotals<EndpointName>();
        totals.BeginSample();
        totals.Add(Dns, 3);
        totals.BeginSample();
        totals.BeginSample();

        Assert.Equal(5, totals.Add(Dns, 2));
    }

    [Fact]
    public void A_key_that_never_counted_anything_is_not_kept()
    {
        var totals = new KeyTotals<EndpointName>();

        Assert.Equal(0, totals.Add(Dns, 0));
        Assert.Equal(0, totals.Count);
    }

    [Fact]
    public void Past_its_capacity_the_key_unseen_for_longest_goes()
    {
        var totals = new KeyTotals<EndpointName>();
        totals.BeginSample();
        totals.Add(Key("oldest", "1"), 1);
        totals.BeginSample();
        for (int i = 1; i < KeyTotals<EndpointName>.Capacity; i++)
        {
            totals.Add(Key("new", $"{i}"), 1);
        }

        totals.Add(Key("one", "more"), 1);

        Assert.Equal(KeyTotals<EndpointName>.Capacity, totals.Count);
        Assert.Equal(1, totals.Add(Key("oldest", "1"), 1));
    }

    private static EndpointName Key(string address, string port) => new(EndpointProtocol.Udp, address, port, "named");
}
