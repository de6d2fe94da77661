using SocketExporter.Kernel.Links;
using SocketExporter.Metrics;
using SocketExporter.Snapshots;

namespace SocketExporter.Collectors;

/// <summary>
/// Traffic, errors and settings of network interfaces: netstat -i. Drops, overruns, frame and carrier errors are summed as /proc/net/dev does it. What only hardware
/// counts (frames, carrier, collisions, compression) is shown of an interface that software has made, and of those that are summed, once it has counted something:
/// at 0 it would be a quarter of the series of a host with many of them, and say nothing.
/// </summary>
internal sealed class InterfacesCollector : ICollector
{
    private static readonly MetricFamily ReceiveBytes = Counter("socket_interface_receive_bytes_total", "Bytes received.", "rx_bytes");
    private static readonly MetricFamily ReceivePackets = Counter("socket_interface_receive_packets_total", "Packets received.", "rx_packets");
    private static readonly MetricFamily ReceiveErrors = Counter("socket_interface_receive_errors_total", "Packets received damaged.", "rx_errors");
    private static readonly MetricFamily ReceiveDrops = Counter(
        "socket_interface_receive_drops_total", "Packets received and not taken: no room, or no protocol wanted them.", "rx_dropped, rx_missed_errors");

    private static readonly MetricFamily ReceiveOverruns = Counter(
        "socket_interface_receive_overruns_total", "Packets lost because the device's own buffer was full.", "rx_fifo_errors");

    private static readonly MetricFamily ReceiveFrameErrors = Counter(
        "socket_interface_receive_frame_errors_total",
        "Frames received with a wrong length, checksum or alignment, or larger than the ring takes: cable, transceiver or MTU.",
        "rx_length_errors, rx_over_errors, rx_crc_errors, rx_frame_errors");

    private static readonly MetricFamily ReceiveMulticast = Counter("socket_interface_receive_multicast_packets_total", "Multicast packets received.", "multicast");
    private static readonly MetricFamily ReceiveCompressed = Counter(
        "socket_interface_receive_compressed_packets_total", "Packets received compressed; only SLIP and PPP do so.", "rx_compressed");

    private static readonly MetricFamily ReceiveUnhandled = Counter(
        "socket_interface_receive_unhandled_packets_total", "Packets received on an inactive member of a bond or team and left there; since Linux 4.6.", "rx_nohandler");

    private static readonly MetricFamily TransmitBytes = Counter("socket_interface_transmit_bytes_total", "Bytes sent.", "tx_bytes");
    private static readonly MetricFamily TransmitPackets = Counter("socket_interface_transmit_packets_total", "Packets sent.", "tx_packets");
    private static readonly MetricFamily TransmitErrors = Counter("socket_interface_transmit_errors_total", "Packets that could not be sent.", "tx_errors");
    private static readonly MetricFamily TransmitDrops = Counter("socket_interface_transmit_drops_total", "Packets dropped before sending, for lack of room.", "tx_dropped");
    private static readonly MetricFamily TransmitOverruns = Counter("socket_interface_transmit_overruns_total", "Packets lost in the device's own buffer.", "tx_fifo_errors");
    private static readonly MetricFamily TransmitCarrierErrors = Counter(
        "socket_interface_transmit_carrier_errors_total",
        "Packets that could not be sent because the link was lost, the medium busy for too long or the device's window missed.",
        "tx_carrier_errors, tx_aborted_errors, tx_window_errors, tx_heartbeat_errors");

    private static readonly MetricFamily TransmitCollisions = Counter(
        "socket_interface_transmit_collisions_total", "Collisions while sending: of half duplex only, so a mismatch of duplex where there are any.", "collisions");

    private static readonly MetricFamily TransmitCompressed = Counter(
        "socket_interface_transmit_compressed_packets_total", "Packets sent compressed; only SLIP and PPP do so.", "tx_compressed");

    private static readonly MetricFamily CarrierChanges = MetricFamily.Counter(
        "socket_interface_carrier_changes_total",
        "How often the link was lost or came back; a port that flaps.",
        "rtnetlink, IFLA_CARRIER_CHANGES",
        KeySet.Interface,
        Fold.None,
        ["interface"]);

    private static readonly MetricFamily Info = MetricFamily.Gauge(
        "socket_interface_info",
        "1. flags in the letters of netstat -i (B broadcast, L loopback, M multicast, O no ARP, P promiscuous or point-to-point, s and m member and master of a bond, R running, "
            + "U up), operstate as RFC 2863 has it, kind of what made it (veth, bridge, wireguard), <none> for hardware.",
        "rtnetlink, ifi_flags, IFLA_OPERSTATE, IFLA_INFO_KIND, IFLA_ADDRESS",
        KeySet.Interface,
        Fold.None,
        ["interface", "flags", "operstate", "kind", "mac"]);

    private static readonly MetricFamily Mtu = Gauge("socket_interface_mtu_bytes", "Largest packet the interface takes.", "IFLA_MTU");
    private static readonly MetricFamily QueueLength = Gauge("socket_interface_queue_length_packets", "Limit of the transmit queue (txqueuelen).", "IFLA_TXQLEN");
    private static readonly MetricFamily Speed = Gauge(
        "socket_interface_speed_bytes", "Speed of the link in bytes per second; absent where the driver does not know it.", "ETHTOOL_GLINKSETTINGS");

    private static readonly MetricFamily AdminUp = Gauge("socket_interface_admin_up", "1 if the administrator has set it up, 0 if down.", "IFF_UP");
    private static readonly MetricFamily Carrier = Gauge("socket_interface_carrier", "1 if there is a link, 0 if not.", "IFLA_CARRIER");

    public string Name => "interfaces";

    public string Summary => "Traffic, errors, MTU, speed, link state and flags of network interfaces.";

    public Sections Needs => Sections.Links;

    public IReadOnlyList<MetricFamily> Families { get; } =
    [
        ReceiveBytes, ReceivePackets, ReceiveErrors, ReceiveDrops, ReceiveOverruns, ReceiveFrameErrors, ReceiveMulticast, ReceiveCompressed, ReceiveUnhandled,
        TransmitBytes, TransmitPackets, TransmitErrors, TransmitDrops, TransmitOverruns, TransmitCarrierErrors, TransmitCollisions, TransmitCompressed,
        Mtu, QueueLength, Speed, AdminUp, Carrier, CarrierChanges, Info,
    ];

    public void Collect(Snapshot snapshot, MetricWriter writer)
    {
        foreach ((string name, LinkStatistics? counted, LinkRow? known) in snapshot.Interfaces!)
        {
            if (counted is { } statistics)
            {
                bool isHardware = known is { Kind: null };
                writer.Write(ReceiveBytes, statistics.ReceivedBytes, name);
                writer.Write(ReceivePackets, statistics.ReceivedPackets, name);
                writer.Write(ReceiveErrors, statistics.ReceiveErrors, name);
                writer.Write(ReceiveDrops, statistics.ReceiveDrops, name);
                writer.Write(ReceiveOverruns, statistics.ReceiveOverruns, name);
                WriteRare(writer, ReceiveFrameErrors, statistics.ReceiveFrameErrors, name, isHardware);
                writer.Write(ReceiveMulticast, statistics.ReceivedMulticastPackets, name);
                WriteRare(writer, ReceiveCompressed, statistics.ReceivedCompressedPackets, name, isHardware);
                WriteRare(writer, ReceiveUnhandled, statistics.ReceiveUnhandledPackets, name, isHardware);
                writer.Write(TransmitBytes, statistics.TransmittedBytes, name);
                writer.Write(TransmitPackets, statistics.TransmittedPackets, name);
                writer.Write(TransmitErrors, statistics.TransmitErrors, name);
                writer.Write(TransmitDrops, statistics.TransmitDrops, name);
                writer.Write(TransmitOverruns, statistics.TransmitOverruns, name);
                WriteRare(writer, TransmitCarrierErrors, statistics.TransmitCarrierErrors, name, isHardware);
                WriteRare(writer, TransmitCollisions, statistics.TransmitCollisions, name, isHardware);
                WriteRare(writer, TransmitCompressed, statistics.TransmittedCompressedPackets, name, isHardware);
            }

            if (known is not { } link)
            {
                continue;
            }

            writer.WriteIfKnown(Mtu, link.MtuBytes, name);
            writer.WriteIfKnown(QueueLength, link.TransmitQueueLengthPackets, name);
            writer.WriteIfKnown(Speed, link.SpeedBytesPerSecond, name);
            writer.Write(AdminUp, link.AdminUp ? 1 : 0, name);
            writer.WriteIfKnown(Carrier, link.Carrier is { } carrier ? carrier ? 1 : 0 : null, name);
            writer.WriteIfKnown(CarrierChanges, (long?)counted?.CarrierChanges, name);
            writer.Write(Info, 1, name, Named(LinkFlagLetters.Of(link.Flags)), Word(link.OperationalState), Named(link.Kind), Named(link.MacAddress));
        }
    }

    private static void WriteRare(MetricWriter writer, MetricFamily family, ulong? value, string name, bool isHardware)
    {
        if (value is { } known && (isHardware || known > 0))
        {
            writer.Write(family, known, name);
        }
    }

    private static string Named(string? text) => string.IsNullOrEmpty(text) ? ReservedLabel.None : ReservedLabel.FromName(text);

    /// <summary>As <c>ip link</c> has it, in lower case; unknown is a state of the kernel's own, in which lo works.</summary>
    private static string Word(OperationalState? state) => state switch
    {
        OperationalState.NotPresent => "notpresent",
        OperationalState.Down => "down",
        OperationalState.LowerLayerDown => "lowerlayerdown",
        OperationalState.Testing => "testing",
        OperationalState.Dormant => "dormant",
        OperationalState.Up => "up",
        _ => "unknown",
    };

    private static MetricFamily Counter(string name, string help, string field)
        => MetricFamily.Counter(name, help, $"rtnetlink, IFLA_STATS64 {field}", KeySet.Interface, Fold.Sum, ["interface"]);

    private static MetricFamily Gauge(string name, string help, string field)
        => MetricFamily.Gauge(name, help, field.StartsWith("ETHTOOL", StringComparison.Ordinal) ? $"ethtool, {field}" : $"rtnetlink, {field}", KeySet.Interface, Fold.None, ["interface"]);
}
