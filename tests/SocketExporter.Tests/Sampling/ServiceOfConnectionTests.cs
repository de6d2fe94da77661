using CsCheck;
using SocketExporter.Kernel.Counters;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Sampling;

public sealed class ServiceOfConnectionTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ListenerMemory _listeners = new();
    private readonly BoundPortMemory _boundPorts = new();
    private readonly PortSet _named = new();

    [Fact]
    public void A_connection_on_a_listeners_port_is_inbound_by_the_local_port()
    {
        Listen(Start, Rows.Tcp(TcpState.Listen, "0.0.0.0", 8080));

        Assert.Equal((Direction.Inbound, "8080"), Of("10.0.0.1", 8080, "10.0.0.9", 50000));
    }

    [Fact]
    public void A_connection_without_a_listener_is_outbound_by_the_remote_port()
    {
        Listen(Start);

        Assert.Equal((Direction.Outbound, "5432"), Of("10.0.0.1", 50000, "10.0.0.9", 5432));
    }

    [Fact]
    public void A_listener_on_one_address_covers_only_that_address()
    {
        Listen(Start, Rows.Tcp(TcpState.Listen, "127.0.0.1", 8080));

        Assert.Equal((Direction.Inbound, "8080"), Of("127.0.0.1", 8080, "127.0.0.1", 50000));
        Assert.Equal((Direction.Outbound, "443"), Of("10.0.0.1", 8080, "10.0.0.9", 443));
    }

    [Fact]
    public void A_dual_stack_listener_covers_ipv4_peers_and_an_ipv6_only_one_does_not()
    {
        Listen(Start, Rows.Tcp(TcpState.Listen, "::", 8080), Rows.Tcp(TcpState.Listen, "::", 8081, cookie: 2, ipv6Only: true));

        Assert.Equal((Direction.Inbound, "8080"), Of("::ffff:127.0.0.1", 8080, "::ffff:127.0.0.1", 50000));
        Assert.Equal((Direction.Inbound, "8081"), Of("::1", 8081, "::1", 50000));
        Assert.Equal((Direction.Outbound, "443"), Of("127.0.0.1", 8081, "127.0.0.1", 443));
    }

    [Fact]
    public void A_connection_stays_inbound_for_ten_minutes_after_its_listener_is_gone()
    {
        Listen(Start, Rows.Tcp(TcpState.Listen, "0.0.0.0", 8080));
        Listen(Start.AddMinutes(10));
        Assert.Equal((Direction.Inbound, "8080"), Of("10.0.0.1", 8080, "10.0.0.9", 443));

        Listen(Start.AddMinutes(10).AddSeconds(1));
        Assert.Equal((Direction.Outbound, "443"), Of("10.0.0.1", 8080, "10.0.0.9", 443));
    }

    [Fact]
    public void An_ephemeral_port_whose_listener_is_gone_belongs_to_whoever_was_given_it()
    {
        Listen(Start, Rows.Tcp(TcpState.Listen, "0.0.0.0", 40000));
        Listen(Start.AddSeconds(5));

        Assert.Equal((Direction.Outbound, "443"), Of("10.0.0.1", 40000, "10.0.0.9", 443));
        Assert.Equal((Direction.Inbound, "<ephemeral>"), Of("10.0.0.1", 40000, "10.0.0.9", 50000));
    }

    [Fact]
    public void A_remote_port_of_the_ephemeral_range_means_that_the_listener_was_missed()
    {
        Listen(Start);

        Assert.Equal((Direction.Inbound, "9000"), Of("10.0.0.1", 9000, "10.0.0.9", 50000));
    }

    [Fact]
    public void Two_ephemeral_ports_are_never_shown()
    {
        Listen(Start);

        Assert.Equal((Direction.Outbound, "<ephemeral>"), Of("10.0.0.1", 40000, "10.0.0.9", 50000));
    }

    [Fact]
    public void A_listener_on_an_ephemeral_port_is_shown_by_it_after_ten_minutes()
    {
        InetSocketRow listener = Rows.Tcp(TcpState.Listen, "0.0.0.0", 40000);
        Listen(Start, listener);
        Assert.Equal((Direction.Inbound, "<ephemeral>"), Of("10.0.0.1", 40000, "10.0.0.9", 50000));

        Listen(Start.AddMinutes(10), listener);
        Assert.Equal((Direction.Inbound, "40000"), Of("10.0.0.1", 40000, "10.0.0.9", 50000));
    }

    [Fact]
    public void Random_connections_without_listeners_never_show_an_ephemeral_port()
    {
        Listen(Start);

        Gen.Select(Gen.UShort, Gen.UShort).Sample(
            (local, remote) =>
            {
                string port = Of("10.0.0.1", local, "10.0.0.9", remote).Port;
                return port == "<ephemeral>" || int.Parse(port, System.Globalization.CultureInfo.InvariantCulture) is < 32768 or > 60999;
            },
            iter: 10_000);
    }

    [Fact]
    public void Ten_thousand_connections_whose_listener_is_gone_give_no_new_port()
    {
        // Gone for a moment, for as long as it is remembered, and for longer.
        Gen.Select(Gen.Int[1, 65_535], Gen.Int[1, 1_200], Gen.Int[32_768, 60_999].Array[10_000]).Sample(
            (port, seconds, clients) =>
            {
                Listen(Start, Rows.Tcp(TcpState.Listen, "0.0.0.0", (ushort)port));
                Listen(Start.AddSeconds(seconds));
                string expected = EphemeralPortRange.KernelDefault.Contains((ushort)port) ? "<ephemeral>" : $"{port}";
                return clients.All(client => Of("10.0.0.1", (ushort)port, "10.0.0.9", (ushort)client).Port == expected);
            },
            iter: 50,
            threads: 1);
    }

    private void Listen(DateTimeOffset now, params InetSocketRow[] listeners)
    {
        _listeners.BeginSample(now);
        _boundPorts.BeginSample(now);
        foreach (InetSocketRow row in listeners)
        {
            _listeners.Observe(row);
            if (EphemeralPortRange.KernelDefault.Contains(row.LocalPort))
            {
                _boundPorts.Observe(row);
            }
        }

        _boundPorts.EndSample();
    }

    [Fact]
    public void A_named_port_of_the_range_is_shown_at_once_on_both_sides()
    {
        _named.Add(50051, 50051);
        Listen(Start, Rows.Tcp(TcpState.Listen, "0.0.0.0", 50051), Rows.Tcp(TcpState.Listen, "0.0.0.0", 50052, cookie: 2));

        Assert.Equal((Direction.Inbound, "50051"), Of("10.0.0.1", 50051, "10.0.0.9", 40000));
        Assert.Equal((Direction.Inbound, "<ephemeral>"), Of("10.0.0.1", 50052, "10.0.0.9", 40000));
        Assert.Equal((Direction.Outbound, "50051"), Of("10.0.0.1", 40000, "10.0.0.9", 50051));
        Assert.Equal((Direction.Outbound, "<ephemeral>"), Of("10.0.0.1", 40000, "10.0.0.9", 50052));
    }

    [Fact]
    public void A_client_that_was_given_a_named_port_stays_the_client_of_a_service_whose_listener_was_missed()
    {
        _named.Add(50051, 50051);
        Listen(Start);

        Assert.Equal((Direction.Inbound, "8080"), Of("10.0.0.1", 8080, "10.0.0.9", 50051));
        Assert.Equal((Direction.Outbound, "443"), Of("10.0.0.1", 50051, "10.0.0.9", 443));
    }

    private (Direction Direction, string Port) Of(string local, ushort localPort, string remote, ushort remotePort)
    {
        (Direction direction, ServicePort port) = ServiceOfConnection.Of(
            Rows.Tcp(TcpState.Established, local, localPort, remote, remotePort), _listeners, _boundPorts, EphemeralPortRange.KernelDefault, _named);
        return (direction, port.Text);
    }
}
