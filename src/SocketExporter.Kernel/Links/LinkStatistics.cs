namespace SocketExporter.Kernel.Links;

/// <summary>
/// What an interface counted, grouped as in /proc/net/dev and netstat -i (net/core/net-procfs.c). 64 bit; most drivers restart at 0 when
/// they are loaded anew.
/// </summary>
public readonly record struct LinkStatistics
{
    public ulong ReceivedBytes { get; init; }

    public ulong ReceivedPackets { get; init; }

    public ulong ReceiveErrors { get; init; }

    /// <summary>rx_dropped and rx_missed_errors.</summary>
    public ulong ReceiveDrops { get; init; }

    /// <summary>rx_fifo_errors.</summary>
    public ulong ReceiveOverruns { get; init; }

    /// <summary>rx_length_errors, rx_over_errors, rx_crc_errors and rx_frame_errors.</summary>
    public ulong ReceiveFrameErrors { get; init; }

    public ulong ReceivedCompressedPackets { get; init; }

    public ulong ReceivedMulticastPackets { get; init; }

    /// <summary>rx_nohandler: came in on an inactive member of a bond or team. Null before Linux 4.6. Not in /proc/net/dev.</summary>
    public ulong? ReceiveUnhandledPackets { get; init; }

    public ulong TransmittedBytes { get; init; }

    public ulong TransmittedPackets { get; init; }

    public ulong TransmitErrors { get; init; }

    public ulong TransmitDrops { get; init; }

    /// <summary>tx_fifo_errors.</summary>
    public ulong TransmitOverruns { get; init; }

    public ulong TransmitCollisions { get; init; }

    /// <summary>tx_carrier_errors, tx_aborted_errors, tx_window_errors and tx_heartbeat_errors.</summary>
    public ulong TransmitCarrierErrors { get; init; }

    public ulong TransmittedCompressedPackets { get; init; }

    /// <summary>How often the carrier came or went (IFLA_CARRIER_CHANGES, not among the kernel's statistics). Null before Linux 3.15.</summary>
    public ulong? CarrierChanges { get; init; }

    /// <summary>Field by field.</summary>
    public LinkStatistics Plus(in LinkStatistics other) => new()
    {
        ReceivedBytes = ReceivedBytes + other.ReceivedBytes,
        ReceivedPackets = ReceivedPackets + other.ReceivedPackets,
        ReceiveErrors = ReceiveErrors + other.ReceiveErrors,
        ReceiveDrops = ReceiveDrops + other.ReceiveDrops,
        ReceiveOverruns = ReceiveOverruns + other.ReceiveOverruns,
        ReceiveFrameErrors = ReceiveFrameErrors + other.ReceiveFrameErrors,
        ReceivedCompressedPackets = ReceivedCompressedPackets + other.ReceivedCompressedPackets,
        ReceivedMulticastPackets = ReceivedMulticastPackets + other.ReceivedMulticastPackets,
        ReceiveUnhandledPackets = Sum(ReceiveUnhandledPackets, other.ReceiveUnhandledPackets),
        TransmittedBytes = TransmittedBytes + other.TransmittedBytes,
        TransmittedPackets = TransmittedPackets + other.TransmittedPackets,
        TransmitErrors = TransmitErrors + other.TransmitErrors,
        TransmitDrops = TransmitDrops + other.TransmitDrops,
        TransmitOverruns = TransmitOverruns + other.TransmitOverruns,
        TransmitCollisions = TransmitCollisions + other.TransmitCollisions,
        TransmitCarrierErrors = TransmitCarrierErrors + other.TransmitCarrierErrors,
        TransmittedCompressedPackets = TransmittedCompressedPackets + other.TransmittedCompressedPackets,
        CarrierChanges = Sum(CarrierChanges, other.CarrierChanges),
    };

    /// <summary>What was counted since an earlier look. A field that is smaller than it was has been started again by the driver: all of it is new.</summary>
    public LinkStatistics Since(in LinkStatistics earlier) => new()
    {
        ReceivedBytes = Increase(ReceivedBytes, earlier.ReceivedBytes),
        ReceivedPackets = Increase(ReceivedPackets, earlier.ReceivedPackets),
        ReceiveErrors = Increase(ReceiveErrors, earlier.ReceiveErrors),
        ReceiveDrops = Increase(ReceiveDrops, earlier.ReceiveDrops),
        ReceiveOverruns = Increase(ReceiveOverruns, earlier.ReceiveOverruns),
        ReceiveFrameErrors = Increase(ReceiveFrameErrors, earlier.ReceiveFrameErrors),
        ReceivedCompressedPackets = Increase(ReceivedCompressedPackets, earlier.ReceivedCompressedPackets),
        ReceivedMulticastPackets = Increase(ReceivedMulticastPackets, earlier.ReceivedMulticastPackets),
        ReceiveUnhandledPackets = Increase(ReceiveUnhandledPackets, earlier.ReceiveUnhandledPackets),
        TransmittedBytes = Increase(TransmittedBytes, earlier.TransmittedBytes),
        TransmittedPackets = Increase(TransmittedPackets, earlier.TransmittedPackets),
        TransmitErrors = Increase(TransmitErrors, earlier.TransmitErrors),
        TransmitDrops = Increase(TransmitDrops, earlier.TransmitDrops),
        TransmitOverruns = Increase(TransmitOverruns, earlier.TransmitOverruns),
        TransmitCollisions = Increase(TransmitCollisions, earlier.TransmitCollisions),
        TransmitCarrierErrors = Increase(TransmitCarrierErrors, earlier.TransmitCarrierErrors),
        TransmittedCompressedPackets = Increase(TransmittedCompressedPackets, earlier.TransmittedCompressedPackets),
        CarrierChanges = Increase(CarrierChanges, earlier.CarrierChanges),
    };

    private static ulong Increase(ulong now, ulong then) => now >= then ? now - then : now;

    private static ulong? Increase(ulong? now, ulong? then) => now is { } later && then is { } earlier ? Increase(later, earlier) : now;

    private static ulong? Sum(ulong? left, ulong? right) => left is { } one && right is { } other ? one + other : left ?? right;
}
