namespace SocketExporter.Kernel.Counters.Meanings;

/// <summary>
/// Udp and UdpLite of /proc/net/snmp, Udp6 and UdpLite6 of /proc/net/snmp6: one set of fields for four protocols. Counted in net/ipv4/udp.c, net/ipv6/udp.c.
/// </summary>
internal static class UdpMeanings
{
    private static CounterMeaning[]? _udp;
    private static CounterMeaning[]? _udp6;
    private static CounterMeaning[]? _udpLite;
    private static CounterMeaning[]? _udpLite6;

    public static CounterMeaning[] Udp => _udp ??= Rows("Udp", "UDP over IPv4");

    public static CounterMeaning[] Udp6 => _udp6 ??= Rows("Udp6", "UDP over IPv6");

    public static CounterMeaning[] UdpLite => _udpLite ??= Rows("UdpLite", "UDP-Lite over IPv4");

    public static CounterMeaning[] UdpLite6 => _udpLite6 ??= Rows("UdpLite6", "UDP-Lite over IPv6");

    private static CounterMeaning[] Rows(string protocol, string spoken) =>
    [
        new($"{protocol} InDatagrams: Datagrams of {spoken} that applications took; normal traffic.",
            "datagrams taken by applications"),
        new($"{protocol} NoPorts: Datagrams of {spoken} for a port on which nothing listens, answered with an ICMP error; many mean a service that is down, or a scan.",
            "datagrams for a port without a socket"),
        new($"{protocol} InErrors: Datagrams of {spoken} dropped on arrival for any reason: full buffer, no memory, wrong checksum; worry when it grows.",
            "datagrams dropped on arrival"),
        new($"{protocol} OutDatagrams: Datagrams of {spoken} sent; normal traffic.",
            "datagrams sent"),
        new($"{protocol} RcvbufErrors: Datagrams of {spoken} dropped because the receive buffer of the socket was full: the application reads too slowly for its SO_RCVBUF.",
            "datagrams dropped because a receive buffer was full"),
        new($"{protocol} SndbufErrors: Datagrams of {spoken} not sent because the send buffer or the queue of the device had no room; the application sends faster than the network takes.",
            "datagrams not sent for lack of room"),
        new($"{protocol} InCsumErrors: Datagrams of {spoken} dropped for a wrong checksum; a cable, card or driver damages packets.",
            "datagrams with a wrong checksum"),
        new($"{protocol} IgnoredMulti: Multicast datagrams of {spoken} that no socket wanted; harmless.",
            "multicast datagrams nobody wanted"),
        new($"{protocol} MemErrors: Datagrams of {spoken} dropped because all UDP sockets together were at the limit net.ipv4.udp_mem; worry when it grows.",
            "datagrams dropped at the memory limit of all sockets"),
    ];
}
