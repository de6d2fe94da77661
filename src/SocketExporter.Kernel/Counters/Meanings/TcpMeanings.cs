namespace SocketExporter.Kernel.Counters.Meanings;

/// <summary>Tcp of /proc/net/snmp: TCP over IPv4 and IPv6 together. Counted in net/ipv4/tcp*.c.</summary>
internal static class TcpMeanings
{
    public static readonly CounterMeaning[] Rows =
    [
        new("Tcp RtoAlgorithm: How retransmission timeouts are found, a number of RFC 1213; Linux always says 1, other.",
            "is the algorithm of retransmission timeouts (1 is other)", CounterKind.Gauge),
        new("Tcp RtoMin: Shortest retransmission timeout that the kernel is built with; routes and sockets may have another.",
            "ms is the shortest retransmission timeout", CounterKind.GaugeMilliseconds),
        new("Tcp RtoMax: Longest retransmission timeout that the kernel is built with.",
            "ms is the longest retransmission timeout", CounterKind.GaugeMilliseconds),
        new("Tcp MaxConn: Limit of TCP connections; Linux has none and says -1.",
            "is the limit of connections (-1 is none)", CounterKind.Gauge),
        new("Tcp ActiveOpens: Connections that this host began by sending a SYN.",
            "connections begun by this host"),
        new("Tcp PassiveOpens: Connections that others began with this host, counted when the handshake is complete.",
            "connections begun by others"),
        new("Tcp AttemptFails: Handshakes that ended without a connection, begun here or elsewhere: refused, reset or timed out; compare with ActiveOpens and PassiveOpens.",
            "connection attempts that failed"),
        new("Tcp EstabResets: Established connections and those in CLOSE_WAIT that ended at once instead of by FIN: a reset received or sent, or a timeout.",
            "connections that ended by reset or timeout"),
        new("Tcp CurrEstab: Connections that are established or in CLOSE_WAIT now.",
            "connections established now", CounterKind.Gauge),
        new("Tcp InSegs: Segments received, bad ones included; what the card or GRO joined counts once.",
            "segments received"),
        new("Tcp OutSegs: Segments sent without those sent again; what the card cuts up counts as often as it leaves.",
            "segments sent"),
        new("Tcp RetransSegs: Segments sent again; above a percent of OutSegs connections suffer from loss or a peer that does not answer.",
            "segments sent again"),
        new("Tcp InErrs: Segments received that were damaged: wrong checksum or impossible header length; something on the way damages packets.",
            "damaged segments received"),
        new("Tcp OutRsts: Resets sent: to SYNs for closed ports, to segments of no connection, and by aborted connections; many mean scans or a service that is down.",
            "resets sent"),
        new("Tcp InCsumErrors: Segments with a wrong checksum, counted in InErrs too; a cable, card or driver damages packets.",
            "segments with a wrong checksum"),
    ];
}
