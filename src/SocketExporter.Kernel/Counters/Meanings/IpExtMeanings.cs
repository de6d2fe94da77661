namespace SocketExporter.Kernel.Counters.Meanings;

/// <summary>IpExt of /proc/net/netstat: more about IPv4. Octets count from the IP header on, without the link's.</summary>
internal static class IpExtMeanings
{
    public static readonly CounterMeaning[] Rows =
    [
        new("IpExt InNoRoutes: IPv4 packets received for a destination to which this router has no route; dropped.",
            "received packets dropped because of a missing route"),
        new("IpExt InTruncatedPkts: IPv4 packets shorter than their header says; dropped; a card, a driver or a tunnel damages packets.",
            "packets shorter than their header says"),
        new("IpExt InMcastPkts: IPv4 multicast packets received.",
            "multicast packets received"),
        new("IpExt OutMcastPkts: IPv4 multicast packets sent.",
            "multicast packets sent"),
        new("IpExt InBcastPkts: IPv4 broadcast packets received; a sudden rise is a broadcast storm.",
            "broadcast packets received"),
        new("IpExt OutBcastPkts: IPv4 broadcast packets sent.",
            "broadcast packets sent"),
        new("IpExt InOctets: Bytes of IPv4 packets received, headers of IP and above included.",
            "bytes received"),
        new("IpExt OutOctets: Bytes of IPv4 packets sent, headers of IP and above included.",
            "bytes sent"),
        new("IpExt InMcastOctets: Bytes of IPv4 multicast packets received.",
            "bytes of multicast received"),
        new("IpExt OutMcastOctets: Bytes of IPv4 multicast packets sent.",
            "bytes of multicast sent"),
        new("IpExt InBcastOctets: Bytes of IPv4 broadcast packets received.",
            "bytes of broadcast received"),
        new("IpExt OutBcastOctets: Bytes of IPv4 broadcast packets sent.",
            "bytes of broadcast sent"),
        new("IpExt InCsumErrors: IPv4 packets dropped for a wrong header checksum, counted in InHdrErrors too; a cable, card or driver damages packets.",
            "packets with a wrong header checksum"),
        new("IpExt InNoECTPkts: IPv4 packets received whose sender does not do ECN; harmless, counted before segments are joined.",
            "packets received from senders without ECN"),
        new("IpExt InECT1Pkts: IPv4 packets received with the ECN codepoint ECT(1), used by L4S; harmless.",
            "packets received with ECT(1)"),
        new("IpExt InECT0Pkts: IPv4 packets received whose sender does ECN, codepoint ECT(0); harmless.",
            "packets received with ECT(0)"),
        new("IpExt InCEPkts: IPv4 packets that a router marked as having met congestion; a queue on their path is filling.",
            "packets received with a mark of congestion"),
        new("IpExt ReasmOverlaps: IPv4 fragments that overlapped others; the whole packet is dropped; broken or hostile senders.",
            "fragments that overlapped"),
    ];
}
