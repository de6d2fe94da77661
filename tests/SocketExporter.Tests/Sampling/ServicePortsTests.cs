using SocketExporter.Config;
using SocketExporter.Kernel.Counters;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling;
using SocketExporter.Sampling.Walks;
using SocketExporter.Snapshots;

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
        Assert.Equal("51820", ports.OfUdp(Rows.Tcp(TcpState.Close, "0.0.0.0", 51820, cookie: 4)).Port.Text);
        Assert.Equal("<ephemeral>", ports.OfUdp(Rows.Tcp(TcpState.Established, "10.0.0.1", 51820, cookie: 5)).Port.Text);
        Assert.Equal("<ephemeral>", ports.OfUdp(Rows.Tcp(TcpState.Close, "0.0.0.0", 50051, cookie: 6)).Port.Text);
    }

    [Fact]
    public void A_udp_socket_is_taken_for_a_server_where_somebody_chose_its_port_or_it_was_there_or_has_stayed()
    {
        var ports = new ServicePorts(new ListenerRules([], [Entry("udp/5353"), Entry("udp/51820"), Entry("udp/6000-6001")]));
        Begin(Start);
        Assert.Equal(("8125", true), Udp(8125, 1));
        Assert.Equal(("<ephemeral>", false), Udp(40_000, 2));
        ports.EndSample();

        Begin(Start.AddSeconds(5));
        Assert.Equal(("8125", true), Udp(8125, 1));
        Assert.Equal(("53", true), Udp(53, 3));
        Assert.Equal(("5353", true), Udp(5353, 4));
        Assert.Equal(("51820", true), Udp(51_820, 5));
        Assert.Equal(("6000", false), Udp(6000, 6)); // a resolver's query may have it
        Assert.Equal(("<ephemeral>", false), Udp(40_000, 2));
        ports.EndSample();

        Begin(Start.AddMinutes(9));
        Assert.Equal(("6000", false), Udp(6000, 6));
        Udp(40_000, 2);
        ports.EndSample();

        Begin(Start.AddSeconds(605));
        Assert.Equal(("6000", true), Udp(6000, 6));
        Assert.Equal(("40000", true), Udp(40_000, 2));
        Assert.Equal(("8125", false), Udp(8125, 7)); // another socket than the one of the start

        void Begin(DateTimeOffset now) => ports.BeginSample(now, EphemeralPortRange.KernelDefault);

        (string Port, bool IsSettled) Udp(ushort port, ulong cookie)
        {
            (ServicePort shown, bool isSettled) = ports.OfUdp(Rows.Tcp(TcpState.Close, "0.0.0.0", port, cookie: cookie));
            return (shown.Text, isSettled);
        }
    }

    private static ListenerEntry Entry(string text) => ListenerEntry.Read(text, ranges: true, out _)!;
}
