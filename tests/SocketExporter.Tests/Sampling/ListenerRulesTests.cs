using SocketExporter.Config;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Sampling;

public sealed class ListenerRulesTests
{
    [Theory]
    [InlineData("*:80", "0.0.0.0 127.0.0.1 10.0.0.5 * [::] [::1] [fd00::5]", "")]
    [InlineData("any:80", "0.0.0.0 10.0.0.5 * [::] [fd00::5]", "127.0.0.1 [::1]")]
    [InlineData("loopback:80", "0.0.0.0 127.0.0.1 * [::] [::1]", "10.0.0.5 [fd00::5]")]
    [InlineData("0.0.0.0:80", "0.0.0.0 *", "127.0.0.1 10.0.0.5 [::] [::1] [fd00::5]")]
    [InlineData("[::]:80", "* [::]", "0.0.0.0 127.0.0.1 10.0.0.5 [::1] [fd00::5]")]
    [InlineData("10.0.0.5:80", "0.0.0.0 10.0.0.5 *", "127.0.0.1 [::] [::1] [fd00::5]")]
    [InlineData("127.0.0.1:80", "0.0.0.0 127.0.0.1 *", "10.0.0.5 [::] [::1] [fd00::5]")]
    [InlineData("[::1]:80", "* [::] [::1]", "0.0.0.0 127.0.0.1 10.0.0.5 [fd00::5]")]
    public void An_expected_listener_is_up_when_who_goes_there_comes_to_somebody(string entry, string up, string down)
    {
        Assert.All(Words(up), address => Assert.True(IsUp($"tcp/{entry}", Socket(address)), address));
        Assert.All(Words(down), address => Assert.False(IsUp($"tcp/{entry}", Socket(address)), address));
    }

    [Theory]
    [InlineData("*:80", "0.0.0.0 127.0.0.1 10.0.0.5 * [::] [::1] [fd00::5]", "")]
    [InlineData("any:80", "0.0.0.0 127.0.0.1 10.0.0.5 * [::] [::1] [fd00::5]", "")]
    [InlineData("loopback:80", "127.0.0.1 [::1]", "0.0.0.0 10.0.0.5 * [::] [fd00::5]")]
    [InlineData("0.0.0.0:80", "0.0.0.0 127.0.0.1 10.0.0.5", "* [::] [::1] [fd00::5]")]
    [InlineData("[::]:80", "0.0.0.0 127.0.0.1 10.0.0.5 * [::] [::1] [fd00::5]", "")]
    [InlineData("10.0.0.5:80", "10.0.0.5", "0.0.0.0 127.0.0.1 * [::] [::1] [fd00::5]")]
    [InlineData("[::1]:80", "[::1]", "0.0.0.0 127.0.0.1 10.0.0.5 * [::] [fd00::5]")]
    public void A_listener_is_allowed_when_nobody_comes_to_it_but_by_where_the_entry_says(string entry, string allowed, string unexpected)
    {
        Assert.All(Words(allowed), address => Assert.False(IsUnexpected($"tcp/{entry}", Socket(address)), address));
        Assert.All(Words(unexpected), address => Assert.True(IsUnexpected($"tcp/{entry}", Socket(address)), address));
    }

    [Fact]
    public void Protocol_and_port_must_fit_too()
    {
        Assert.False(IsUp("tcp/81", Socket("0.0.0.0")));
        Assert.False(IsUp("udp/80", Socket("0.0.0.0")));
        Assert.True(IsUnexpected("tcp/81-90", Socket("0.0.0.0")));
        Assert.False(IsUnexpected("tcp/70-80", Socket("0.0.0.0")));
        Assert.False(IsUnexpected("tcp/80-90", Socket("0.0.0.0")));
        Assert.True(IsUnexpected("udp/*", Socket("0.0.0.0")));
    }

    [Fact]
    public void Without_allowed_listeners_none_is_unexpected_and_with_them_the_expected_ones_are_allowed()
    {
        Assert.False(Rules(["tcp/443"], []).IsUnexpected(Socket("0.0.0.0")));
        Assert.True(Rules(["tcp/443"], ["udp/53"]).IsUnexpected(Socket("0.0.0.0")));
        Assert.False(Rules(["tcp/80"], ["udp/53"]).IsUnexpected(Socket("0.0.0.0")));
        Assert.True(Rules(["tcp/loopback:80"], ["udp/53"]).IsUnexpected(Socket("0.0.0.0")));
    }

    [Fact]
    public void A_tcp_listener_is_one_on_every_port_a_udp_socket_only_when_it_is_settled_and_without_a_peer()
    {
        ListenerRules rules = Rules([], ["tcp/22"]);
        EndpointSocket socket = Socket("0.0.0.0", 40_000);
        socket.Port = ServicePort.Ephemeral;
        Assert.True(rules.IsUnexpected(socket));

        socket.Protocol = EndpointProtocol.Udp;
        socket.Port = 5000;
        socket.IsSettled = false;
        Assert.False(rules.IsUnexpected(socket));

        socket.IsSettled = true;
        Assert.True(rules.IsUnexpected(socket));

        socket.IsListening = false;
        Assert.False(rules.IsUnexpected(socket));
    }

    [Fact]
    public void Ports_are_named_by_entries_of_their_protocol_with_one_port()
    {
        ListenerRules rules = Rules(["tcp/50051"], ["udp/51820", "tcp/40000-40010", "tcp/loopback:*"]);

        Assert.Equal([50051], Named(rules, EndpointProtocol.TcpListener));
        Assert.Equal([51820], Named(rules, EndpointProtocol.Udp));
        Assert.Empty(Named(ListenerRules.None, EndpointProtocol.TcpListener));

        static IEnumerable<int> Named(ListenerRules rules, EndpointProtocol protocol) => Enumerable.Range(0, 65_536).Where(rules.NamedPorts(protocol).Contains);
    }

    [Fact]
    public void Udp_is_to_be_read_when_an_entry_is_about_it_or_all_listeners_are_judged()
    {
        Assert.False(Rules(["tcp/80"], []).IncludeUdp);
        Assert.True(Rules(["udp/53"], []).IncludeUdp);
        Assert.True(Rules([], ["tcp/22"]).IncludeUdp);
    }

    [Fact]
    public void An_expected_listener_is_found_also_where_groups_have_no_room()
    {
        var owners = new OwnerMemory();
        var endpoints = new EndpointAttribution(new SocketAttribution(owners, new SocketTally()), owners, Rules(["tcp/80", "tcp/81", "udp/80"], []));
        endpoints.BeginSample();
        EndpointSocket socket = Socket("0.0.0.0", 9000);
        for (int i = 0; i < EndpointTally.MaxGroups; i++)
        {
            socket.Address = new IpAddress(1, (ulong)i);
            endpoints.Add(socket);
        }

        endpoints.Add(Socket("127.0.0.1"));

        Assert.DoesNotContain(endpoints.ToGroups(static _ => "lo"), static group => group.Name.Port == "80");
        Assert.Equal(
            [new ExpectedListener(EndpointProtocol.TcpListener, "*", 80, true), new ExpectedListener(EndpointProtocol.TcpListener, "*", 81, false)],
            endpoints.Expected(EndpointProtocol.TcpListener));
        Assert.Equal([new ExpectedListener(EndpointProtocol.Udp, "*", 80, false)], endpoints.Expected(EndpointProtocol.Udp));
    }

    [Fact]
    public void A_group_is_unexpected_when_one_of_its_sockets_is()
    {
        var tally = new EndpointTally(Rules([], ["tcp/80", "tcp/40000", "udp/53"]));
        EndpointSocket one = Socket("0.0.0.0", 40_000);
        EndpointSocket other = Socket("0.0.0.0", 40_001);
        (one.Port, other.Port) = (ServicePort.Ephemeral, ServicePort.Ephemeral);
        EndpointSocket client = Socket("10.0.0.5", 69);
        (client.Protocol, client.IsListening) = (EndpointProtocol.Udp, false);
        EndpointSocket server = Socket("10.0.0.5", 69);
        server.Protocol = EndpointProtocol.Udp;
        foreach (EndpointSocket socket in (EndpointSocket[])[Socket("0.0.0.0"), one, other, client, server])
        {
            tally.Add(socket, 0);
        }

        Assert.Equal(
            [("80", false), ("<ephemeral>", true), ("69", true)],
            tally.ToGroups(new OwnerMemory(), static _ => "lo").Select(static group => (group.Name.Port, group.IsUnexpected)));
    }

    [Fact]
    public void A_group_of_udp_sockets_is_unexpected_when_any_of_them_is_settled()
    {
        var tally = new EndpointTally(Rules([], ["tcp/80"]));
        EndpointSocket query = Socket("0.0.0.0", 5000);
        (query.Protocol, query.IsSettled) = (EndpointProtocol.Udp, false);
        tally.Add(query, 0);
        Assert.False(IsUnexpected());

        EndpointSocket server = query;
        server.IsSettled = true;
        tally.Add(server, 0);
        Assert.True(IsUnexpected());

        bool IsUnexpected() => Assert.Single(tally.ToGroups(new OwnerMemory(), static _ => "lo")).IsUnexpected;
    }

    [Fact]
    public void What_half_a_dump_has_shown_counts_for_nothing()
    {
        var expected = new ExpectedListeners(Rules(["tcp/80", "udp/80"], []));
        EndpointSocket udp = Socket("127.0.0.1");
        udp.Protocol = EndpointProtocol.Udp;
        expected.BeginSample();
        expected.Observe(Socket("127.0.0.1"));
        expected.Observe(udp);
        expected.Discard(EndpointProtocol.TcpListener);

        Assert.False(Assert.Single(expected.Of(EndpointProtocol.TcpListener)).IsUp);
        Assert.True(Assert.Single(expected.Of(EndpointProtocol.Udp)).IsUp);

        expected.BeginSample();
        Assert.False(Assert.Single(expected.Of(EndpointProtocol.Udp)).IsUp);
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static bool IsUp(string entry, EndpointSocket socket)
    {
        var expected = new ExpectedListeners(Rules([entry], []));
        expected.BeginSample();
        expected.Observe(socket);
        return expected.Of(EndpointProtocol.TcpListener).Concat(expected.Of(EndpointProtocol.Udp)).Single().IsUp;
    }

    private static bool IsUnexpected(string entry, EndpointSocket socket) => Rules([], [entry]).IsUnexpected(socket);

    private static ListenerRules Rules(string[] expected, string[] allowed) => new(Entries(expected), Entries(allowed));

    private static ListenerEntry[] Entries(string[] texts) => [.. texts.Select(static text => ListenerEntry.Read(text, ranges: true, out _)!)];

    /// <param name="address">As ss spells it: * takes both families, [::] IPv6 only.</param>
    private static EndpointSocket Socket(string address, ushort port = 80) => new()
    {
        Protocol = EndpointProtocol.TcpListener,
        Family = address is "*" or ['[', ..] ? IpFamily.Ipv6 : IpFamily.Ipv4,
        IsIpv6Only = address is ['[', ..],
        IsListening = true,
        IsSettled = true,
        LocalPort = port,
        Port = port,
        Address = Rows.Address(address == "*" ? "::" : address.Trim('[', ']')),
    };
}
