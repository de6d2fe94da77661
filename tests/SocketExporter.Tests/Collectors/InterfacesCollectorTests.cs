using SocketExporter.Collectors;
using SocketExporter.Kernel.Links;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Collectors;

public sealed class InterfacesCollectorTests
{
    private static readonly LinkStatistics Counted = new()
    {
        ReceivedBytes = 1,
        ReceivedPackets = 2,
        ReceiveErrors = 3,
        ReceiveDrops = 4,
        ReceiveOverruns = 5,
        ReceiveFrameErrors = 6,
        ReceivedMulticastPackets = 7,
        ReceivedCompressedPackets = 8,
        ReceiveUnhandledPackets = 9,
        TransmittedBytes = 10,
        TransmittedPackets = 11,
        TransmitErrors = 12,
        TransmitDrops = 13,
        TransmitOverruns = 14,
        TransmitCarrierErrors = 15,
        TransmitCollisions = 16,
        TransmittedCompressedPackets = 17,
        CarrierChanges = 18,
    };

    [Fact]
    public void An_interface_shows_what_it_counts_and_what_it_is()
    {
        var link = new LinkRow
        {
            Index = 2,
            Name = "eth0",
            Flags = LinkFlags.Up | LinkFlags.Broadcast | LinkFlags.Running | LinkFlags.Multicast | LinkFlags.LowerUp,
            Carrier = true,
            OperationalState = OperationalState.Up,
            MtuBytes = 1500,
            TransmitQueueLengthPackets = 1000,
            Kind = "veth",
            MacAddress = "02:00:5e:10:00:ff",
            SpeedBytesPerSecond = 125_000_000,
        };

        Assert.Equal(
            [
                "socket_interface_receive_bytes_total{interface=eth0} 1",
                "socket_interface_receive_packets_total{interface=eth0} 2",
                "socket_interface_receive_errors_total{interface=eth0} 3",
                "socket_interface_receive_drops_total{interface=eth0} 4",
                "socket_interface_receive_overruns_total{interface=eth0} 5",
                "socket_interface_receive_frame_errors_total{interface=eth0} 6",
                "socket_interface_receive_multicast_packets_total{interface=eth0} 7",
                "socket_interface_receive_compressed_packets_total{interface=eth0} 8",
                "socket_interface_receive_unhandled_packets_total{interface=eth0} 9",
                "socket_interface_transmit_bytes_total{interface=eth0} 10",
                "socket_interface_transmit_packets_total{interface=eth0} 11",
                "socket_interface_transmit_errors_total{interface=eth0} 12",
                "socket_interface_transmit_drops_total{interface=eth0} 13",
                "socket_interface_transmit_overruns_total{interface=eth0} 14",
                "socket_interface_transmit_carrier_errors_total{interface=eth0} 15",
                "socket_interface_transmit_collisions_total{interface=eth0} 16",
                "socket_interface_transmit_compressed_packets_total{interface=eth0} 17",
                "socket_interface_mtu_bytes{interface=eth0} 1500",
                "socket_interface_queue_length_packets{interface=eth0} 1000",
                "socket_interface_speed_bytes{interface=eth0} 125000000",
                "socket_interface_admin_up{interface=eth0} 1",
                "socket_interface_carrier{interface=eth0} 1",
                "socket_interface_carrier_changes_total{interface=eth0} 18",
                "socket_interface_info{interface=eth0,flags=BMRU,operstate=up,kind=veth,mac=02:00:5e:10:00:ff} 1",
            ],
            PageOf(new InterfaceRow("eth0", Counted, link)));
    }

    [Fact]
    public void What_is_not_known_has_no_series_and_an_info_names_nothing_as_none()
    {
        Assert.Equal(
            ["socket_interface_admin_up{interface=x0} 0", "socket_interface_info{interface=x0,flags=[NO FLAGS],operstate=unknown,kind=<none>,mac=<none>} 1"],
            PageOf(new InterfaceRow("x0", null, new LinkRow { Index = 9, Name = "x0" })));
    }

    [Fact]
    public void Folded_interfaces_have_counters_alone()
    {
        string[] page = PageOf(new InterfaceRow(ReservedLabel.Other, Counted with { ReceiveUnhandledPackets = null }, null));

        Assert.Equal(16, page.Length);
        Assert.All(page, static line => Assert.Contains("_total{interface=<other>} ", line, StringComparison.Ordinal));
        Assert.DoesNotContain(page, static line => line.Contains("unhandled", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, 18)]
    [InlineData("bridge", 12)]
    public void What_only_hardware_counts_is_shown_at_0_of_hardware_alone(string? kind, int counters)
    {
        string[] page = PageOf(new InterfaceRow("x0", new LinkStatistics { ReceiveUnhandledPackets = 0, CarrierChanges = 0 }, new LinkRow { Index = 9, Name = "x0", Kind = kind }));

        Assert.Equal(counters, page.Count(static line => line.Contains("_total{", StringComparison.Ordinal)));
        Assert.Equal(kind is null, page.Contains("socket_interface_transmit_collisions_total{interface=x0} 0"));
        Assert.Contains("socket_interface_receive_multicast_packets_total{interface=x0} 0", page);
    }

    private static string[] PageOf(InterfaceRow row) => Page.Of(new InterfacesCollector(), new SnapshotBuilder().Build() with { Interfaces = [row] });
}
