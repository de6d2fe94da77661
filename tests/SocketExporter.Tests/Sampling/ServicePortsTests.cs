using SocketExporter.Config;
using SocketExporter.Kernel.Counters;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling;
using SocketExporter.Sampling.Walks;

namespace SocketExporter.Tests.Sampling;

public sealed class ServicePortsTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_port_of_the_ephemeral_range_is_shown_at_once_where_the_configuration_names_it()
    {
        var ports = new ServicePorts(new ListenerRules([Entry("tcp/50051")], [Entry("udp/any:51820"), Entry("tcp/40000-40001")]));
        ports.BeginSample(Start, EphemeralPortRange.KernelDefault);

        Assert.Equal("50051", ports.OfListener(Rows.Tcp(TcpState.Listen, "0.0.0.0", 50051)).Text);
        Assert.Equal("<ephemeral>", ports.OfListener(Rows.Tcp(TcpState.Listen, "0.0.0.0", 51820, cookie: 2)).Text);
        Assert.Equal("<ephemeral>", ports.OfListener(Rows.Tcp(TcpState.Listen, "0.0.0.0", 40000, cookie: 3)).Text);
        Assert.Equal("51820", ports.OfUdp(Rows.Tcp(TcpState.Close, "0.0.0.0", 51820, cookie: 4)).Text);
        Assert.Equal("<ephemeral>", ports.OfUdp(Rows.Tcp(TcpState.Established, "10.0.0.1", 51820, cookie: 5)).Text);
        Assert.Equal("<ephemeral>", ports.OfUdp(Rows.Tcp(TcpState.Close, "0.0.0.0", 50051, cookie: 6)).Text);
    }

    private static ListenerEntry Entry(string text) => ListenerEntry.Read(text, ranges: true, out _)!;
}
