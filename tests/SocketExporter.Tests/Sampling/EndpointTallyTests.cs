using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Sampling;

public sealed class EndpointTallyTests
{
    private readonly EndpointTally _tally = new();
    private readonly OwnerMemory _owners = new();

    [Fact]
    public void A_group_sums_its_members_and_shows_the_fullest()
    {
        _tally.Add(Listener("0.0.0.0", 80, queue: 2, limit: 1), _owners.Unknown(0));
        _tally.Add(Listener("0.0.0.0", 80, queue: 0, limit: 99), _owners.Unknown(0));

        EndpointGroup group = Assert.Single(Groups());
        Assert.Equal(("0.0.0.0", "80", "<unknown>", EndpointScope.Any), (group.Name.Address, group.Name.Port, group.Name.Process, group.Scope));
        Assert.Equal(2, group.ListeningSockets);
        Assert.Equal(2, group.Queue);
        Assert.Equal(100, group.QueueLimit);
        Assert.Equal(1, group.FullestRatio);
    }

    [Fact]
    public void Members_of_one_process_name_and_several_users_are_one_group()
    {
        _tally.Add(Listener("0.0.0.0", 80), _owners.Unknown(0));
        _tally.Add(Listener("0.0.0.0", 80), _owners.Unknown(33));

        Assert.Equal(2, Assert.Single(Groups()).ListeningSockets);
    }

    [Fact]
    public void A_wildcard_that_takes_both_families_is_spelled_as_ss_spells_it()
    {
        _tally.Add(Listener("::", 80), 0);
        _tally.Add(Listener("::", 81, ipv6Only: true), 0);
        _tally.Add(Listener("127.0.0.53", 53, interfaceIndex: 1), 0);

        _tally.Add(Listener("::ffff:0.0.0.0", 82), 0);

        Assert.Equal(["*", "[::]", "127.0.0.53%lo", "[::ffff:0.0.0.0]"], Groups().Select(group => group.Name.Address));
        Assert.Equal([EndpointScope.Any, EndpointScope.Any, EndpointScope.Loopback, EndpointScope.Any], Groups().Select(group => group.Scope));
    }

    [Fact]
    public void An_unfinished_handshake_goes_to_the_listener_of_its_address_before_the_wildcard()
    {
        _tally.Add(Listener("0.0.0.0", 80), 0);
        _tally.Add(Listener("10.0.0.1", 80), 0);
        _tally.AddSynRecv(Rows.Address("10.0.0.1"), 80);
        _tally.AddSynRecv(Rows.Address("10.0.0.2"), 80);
        _tally.AddSynRecv(Rows.Address("10.0.0.2"), 80);

        Assert.Equal([2L, 1L], Groups().Select(group => group.SynRecv));
    }

    [Fact]
    public void An_unfinished_ipv4_handshake_finds_a_listener_of_both_families()
    {
        _tally.Add(Listener("::", 80), 0);
        _tally.AddSynRecv(Rows.Address("10.0.0.2"), 80);

        Assert.Equal(1, Assert.Single(Groups()).SynRecv);
    }

    [Fact]
    public void A_backlog_of_zero_is_full_at_one_waiting_connection()
    {
        _tally.Add(Listener("0.0.0.0", 80, queue: 1, limit: 0), 0);

        Assert.Equal(1, Assert.Single(Groups()).FullestRatio);
    }

    [Fact]
    public void Each_listener_is_known_by_its_cookie_with_the_name_of_its_group()
    {
        EndpointSocket first = Listener("0.0.0.0", 80);
        EndpointSocket second = Listener("::", 81);
        (first.Cookie, second.Cookie) = (7, 8);
        _tally.Add(first, _owners.Unknown(0));
        _tally.Add(second, 0);
        Groups();

        Assert.Equal(
            [
                (7ul, new EndpointName(EndpointProtocol.TcpListener, "0.0.0.0", "80", "<unknown>")),
                (8ul, new EndpointName(EndpointProtocol.TcpListener, "*", "81", "<none>")),
            ],
            _tally.Listeners);
        _tally.Discard(EndpointProtocol.TcpListener);
        Assert.Empty(_tally.Listeners);
    }

    [Fact]
    public void Drops_of_tcp_and_udp_at_one_address_and_port_stay_apart()
    {
        EndpointSocket tcp = Listener("0.0.0.0", 53);
        EndpointSocket udp = tcp;
        udp.Protocol = EndpointProtocol.Udp;
        (tcp.Drops, udp.Drops) = (3, 40);
        _tally.Add(tcp, 0);
        _tally.Add(udp, 0);

        Assert.Equal([3L, 40L], Groups().Select(group => group.Drops));
    }

    [Fact]
    public void Discarding_tcp_leaves_udp()
    {
        _tally.Add(Listener("0.0.0.0", 80), 0);
        EndpointSocket udp = Listener("0.0.0.0", 53);
        udp.Protocol = EndpointProtocol.Udp;
        _tally.Add(udp, 0);
        _tally.Discard(EndpointProtocol.TcpListener);

        Assert.Equal(EndpointProtocol.Udp, Assert.Single(Groups()).Name.Protocol);
    }

    [Fact]
    public void Beyond_the_limit_groups_join_in_other_and_sums_stay()
    {
        for (int i = 0; i < EndpointTally.MaxGroups + 10; i++)
        {
            EndpointSocket socket = Listener("0.0.0.0", 80, queue: 1, limit: 1);
            socket.Address = new IpAddress(1, (ulong)i);
            _tally.Add(socket, 0);
        }

        EndpointGroup[] groups = Groups();
        Assert.Equal(EndpointTally.MaxGroups + 1, groups.Length);
        Assert.Equal(10, Assert.Single(groups, group => group.Name.Address == "<other>").ListeningSockets);
        Assert.Equal(EndpointTally.MaxGroups + 10, groups.Sum(group => group.Queue));
    }

    private static EndpointSocket Listener(string address, ushort port, uint queue = 0, uint limit = 128, bool ipv6Only = false, uint interfaceIndex = 0) => new()
    {
        Protocol = EndpointProtocol.TcpListener,
        Family = address.Contains(':', StringComparison.Ordinal) ? IpFamily.Ipv6 : IpFamily.Ipv4,
        IsIpv6Only = ipv6Only,
        IsListening = true,
        LocalPort = port,
        Port = port,
        Address = Rows.Address(address),
        InterfaceIndex = interfaceIndex,
        Queue = queue,
        QueueLimit = limit,
    };

    private EndpointGroup[] Groups() => _tally.ToGroups(_owners, static _ => "lo");
}
