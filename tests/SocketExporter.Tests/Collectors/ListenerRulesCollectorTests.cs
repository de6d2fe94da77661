using SocketExporter.Collectors;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Collectors;

public sealed class ListenerRulesCollectorTests
{
    [Fact]
    public void Without_rules_there_is_nothing_to_say()
    {
        Snapshot snapshot = new SnapshotBuilder().Build() with { Endpoints = [Listener(EndpointProtocol.TcpListener, "0.0.0.0", "80", "web")] };

        Assert.Empty(Page.Of(new ListenerRulesCollector(), snapshot));
    }

    [Fact]
    public void Each_entry_is_up_or_not_and_each_unexpected_listener_is_named()
    {
        Snapshot snapshot = new SnapshotBuilder().Build() with
        {
            ExpectedListeners =
            [
                new ExpectedListener(EndpointProtocol.TcpListener, "*", 80, true),
                new ExpectedListener(EndpointProtocol.TcpListener, "[::1]", 50051, false),
                new ExpectedListener(EndpointProtocol.Udp, "any", 53, true),
            ],
            Endpoints =
            [
                Listener(EndpointProtocol.TcpListener, "0.0.0.0", "80", "web"),
                Listener(EndpointProtocol.TcpListener, "*", "4444", "nc") with { IsUnexpected = true },
                Listener(EndpointProtocol.TcpListener, "0.0.0.0", "<ephemeral>", "nc") with { IsUnexpected = true },
                Listener(EndpointProtocol.Udp, "0.0.0.0", "69", "tftpd") with { IsUnexpected = true },
                Listener(EndpointProtocol.TcpListener, "<other>", "<other>", "<other>") with { IsUnexpected = true },
            ],
            UnexpectedListeners = 9,
        };

        Assert.Equal(
            [
                "socket_listener_expected_up{protocol=tcp,address=*,port=80} 1",
                "socket_listener_expected_up{protocol=tcp,address=[::1],port=50051} 0",
                "socket_listener_expected_up{protocol=udp,address=any,port=53} 1",
                "socket_listener_unexpected{protocol=tcp,address=*,port=4444,process=nc} 1",
                "socket_listener_unexpected{protocol=tcp,address=0.0.0.0,port=<ephemeral>,process=nc} 1",
                "socket_listener_unexpected{protocol=udp,address=0.0.0.0,port=69,process=tftpd} 1",
                "socket_listeners_unexpected 9",
            ],
            Page.Of(new ListenerRulesCollector(), snapshot));
    }

    [Fact]
    public void A_host_on_which_every_listener_is_allowed_says_so()
    {
        Assert.Equal(["socket_listeners_unexpected 0"], Page.Of(new ListenerRulesCollector(), new SnapshotBuilder().Build() with { UnexpectedListeners = 0 }));
    }

    private static EndpointGroup Listener(EndpointProtocol protocol, string address, string port, string process)
        => new(new EndpointName(protocol, address, port, process), EndpointScope.Any) { ListeningSockets = 1 };
}
