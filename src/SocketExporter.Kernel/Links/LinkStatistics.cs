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
}
