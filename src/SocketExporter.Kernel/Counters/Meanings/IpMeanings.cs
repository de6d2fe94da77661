namespace SocketExporter.Kernel.Counters.Meanings;

/// <summary>Ip of /proc/net/snmp: IPv4. Counted in net/ipv4/ip_input.c, ip_forward.c, ip_output.c, ip_fragment.c.</summary>
internal static class IpMeanings
{
    public static readonly CounterMeaning[] Rows =
    [
        new("Ip Forwarding: 1 where IPv4 packets are forwarded between interfaces, 2 where they are not (net.ipv4.conf.all.forwarding).",
            "is the forwarding state (1 on, 2 off)", CounterKind.Gauge),
        new("Ip DefaultTTL: Time to live with which IPv4 packets leave this host (net.ipv4.ip_default_ttl).",
            "hops are the default time to live", CounterKind.Gauge),
        new("Ip InReceives: IPv4 packets that came in, before any check and after the card or GRO joined segments; normal traffic.",
            "packets received"),
        new("Ip InHdrErrors: IPv4 packets dropped for a bad header or checksum, or a time to live that ran out while forwarding; many mean damaged packets or a routing loop.",
            "packets dropped with bad headers or no time to live left"),
        new("Ip InAddrErrors: IPv4 packets dropped because they are for another host and forwarding is off, or their address is invalid; many mean that a neighbour routes wrongly.",
            "packets dropped that were for another host"),
        new("Ip ForwDatagrams: IPv4 packets forwarded between interfaces; normal on routers and on hosts of containers.",
            "packets forwarded"),
        new("Ip InUnknownProtos: IPv4 packets whose protocol neither the kernel nor a raw socket takes; the sender gets an ICMP error.",
            "packets of a protocol nobody here speaks"),
        new("Ip InDiscards: Sound IPv4 packets dropped on arrival, as a rule for lack of memory; worry when it grows.",
            "packets dropped on arrival though sound"),
        new("Ip InDelivers: IPv4 packets handed to TCP, UDP, ICMP or a raw socket of this host; normal traffic.",
            "packets delivered to protocols"),
        new("Ip OutRequests: IPv4 packets that this host itself wanted to send; kernels without OutTransmits count forwarded ones too.",
            "packets given to IP to be sent"),
        new("Ip OutDiscards: IPv4 packets lost on the way out because a buffer or the queue of the device was full; worry when it grows.",
            "packets dropped on the way out"),
        new("Ip OutNoRoutes: IPv4 packets and connection attempts dropped because no route leads to the destination; look at the routing table.",
            "packets dropped because of a missing route"),
        new("Ip ReasmTimeout: IPv4 packets given up because not all fragments came in time (net.ipv4.ipfrag_time); fragments are lost on the way.",
            "packets given up while waiting for fragments"),
        new("Ip ReasmReqds: IPv4 fragments received that had to be put together.",
            "fragments received"),
        new("Ip ReasmOKs: IPv4 packets put together from fragments.",
            "packets put together from fragments"),
        new("Ip ReasmFails: Times when IPv4 fragments could not be put together: too late, overlapping, or beyond net.ipv4.ipfrag_high_thresh; worry when it grows.",
            "packets that could not be put together"),
        new("Ip FragOKs: IPv4 packets that were cut into fragments before they were sent.",
            "packets cut into fragments"),
        new("Ip FragFails: IPv4 packets too big for the next link that must not be cut, or could not be; many hint at a broken path MTU discovery.",
            "packets too big that could not be cut"),
        new("Ip FragCreates: IPv4 fragments made.",
            "fragments made"),
        new("Ip OutTransmits: IPv4 packets passed on to a network device, own and forwarded ones.",
            "packets passed on to devices"),
    ];
}
