namespace SocketExporter.Kernel.Counters.Meanings;

/// <summary>TcpExt of older kernels: fields that are gone, most of them with the prequeue (Linux 4.14) and FACK (4.15).</summary>
internal static class TcpExtFormerMeanings
{
    public static readonly CounterMeaning[] Rows =
    [
        new("TcpExt PAWSPassive: SYNs rejected for an old timestamp of their host, by net.ipv4.tcp_tw_recycle of older kernels; clients behind NAT fail; worry when it grows.",
            "SYNs rejected by timestamp"),
        new("TcpExt TCPPrequeued: Segments put into the prequeue of a reading process, in older kernels; harmless.",
            "segments put into the prequeue"),
        new("TcpExt TCPDirectCopyFromBacklog: Bytes copied to a reading process straight from the backlog, in older kernels; harmless.",
            "bytes taken straight from the backlog"),
        new("TcpExt TCPDirectCopyFromPrequeue: Bytes copied to a reading process straight from the prequeue, in older kernels; harmless.",
            "bytes taken straight from the prequeue"),
        new("TcpExt TCPPrequeueDropped: Segments taken out of the prequeue early because it held too much, in older kernels; harmless.",
            "segments pushed out of the prequeue"),
        new("TcpExt TCPHPHitsToUser: Segments on the fast path copied straight to a reading process, in older kernels; harmless.",
            "data segments copied straight to the reader"),
        new("TcpExt TCPFACKReorder: Times forward acknowledgment (FACK) showed that segments had changed their order, in older kernels.",
            "reorderings seen by FACK"),
        new("TcpExt TCPLoss: Losses that SACK showed in the midst of recovery, in older kernels.",
            "losses seen during recovery"),
        new("TcpExt TCPForwardRetrans: Segments sent again ahead of proof that they were lost (FACK), in older kernels.",
            "segments sent again ahead of proof"),
        new("TcpExt TCPSchedulerFailed: Times the reading process was not run in time and the timer had to empty its prequeue, in older kernels; a busy CPU.",
            "times a reader was scheduled too late"),
        new("TcpExt TCPAbortOnSyn: Connections reset because a SYN came inside the window, in older kernels.",
            "connections reset by an unexpected SYN"),
    ];
}
