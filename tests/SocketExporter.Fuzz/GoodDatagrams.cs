namespace SocketExporter.Fuzz;

/// <summary>Good netlink datagrams, sequence 1. nlmsghdr: length, type, flags, sequence, port id.</summary>
internal static class GoodDatagrams
{
    public static byte[] Tcp { get; } =
    [
        .. Hex(
            "58000000 14000200 01000000 00000000" + // 88 bytes: one established socket
            "02010000 1f909c40 7f000001000000000000000000000000 7f000001000000000000000000000000 00000000 01000000 02000000 00000000 05000000 07000000 e8030000 92100000" +
            "60000000 14000200 01000000 00000000" + // 96 bytes: a listener with SKV6ONLY
            "0a0a0000 01bb0000 00000000000000000000000000000000 00000000000000000000000000000000 00000000 03000000 00000000 00000000 01000000 80000000 00000000 11000000" +
            "05000b00 01000000"),
        .. Done(1),
    ];

    public static byte[] Udp { get; } =
    [
        .. Hex(
            "80000000 14000200 01000000 00000000" + // 128 bytes: a UDP socket with SKMEMINFO
            "02070000 00350000 00000000000000000000000000000000 00000000000000000000000000000000 00000000 01000000 02000000 00000000 00090000 00000000 e8030000 92100000" +
            "28000700 00090000 00100000 00000000 00400300 00000000 00000000 00000000 00000000 63000000"),
        .. Done(1),
    ];

    public static byte[] Unix { get; } =
    [
        .. Hex(
            "44000000 14000200 01000000 00000000" + // 68 bytes: a unix listener
            "01010a00 d2040000 09000000 00000000 0f000000 2f72756e2f782e736f636b00 0c000400 04000000 03000000 08000700 21000000"),
        .. Done(1),
    ];

    public static byte[] Vsock { get; } =
    [
        .. Hex(
            "30000000 14000200 01000000 00000000" + // 48 bytes: a stream listener on port 5555
            "28010a00 ffffffff b3150000 00000000 00000000 15000000 07000000 00000000"),
        .. Done(1),
    ];

    public static byte[] Links { get; } =
    [
        .. Hex(
            "58000000 10000200 01000000 00000000" + // 88 bytes: eth0, up, with MTU, carrier, a MAC address and a kind
            "00000100 07000000 43100100 00000000" +
            "09000300 65746830 00000000 08000400 dc050000 05002100 01000000 0a000100 02005e10 00ff0000 10001280 09000100 76657468 00000000"),
        .. Done(1),
    ];

    public static byte[] Routes { get; } =
    [
        .. Hex(
            "60000000 18000200 01000000 00000000" + // 96 bytes: 10.9.0.0/16 with a gateway and metrics
            "02100000 fe100001 00000000 08000f00 fe000000 08000100 0a090000 08000500 0a010003 08000400 04000000 08000600 32000000 08000700 0a010001 14000800 08000200 78050000 08000800 14050000" +
            "58000000 18000200 01000000 00000000" + // 88 bytes: a multipath route, one hop of IPv6
            "020c0000 feba0001 00000000 08000100 ac100000 34000900 10000002 04000000 08000500 0a010009" +
            "20000000 05000000 16001200 0a00fd01 00000000 00000000 00000000 00050000"),
        .. Done(1),
    ];

    public static byte[] NextHops { get; } =
    [
        .. Hex(
            "30000000 68000200 01000000 00000000 02000300 00000000 08000100 07000000 08000500 04000000 08000600 0a01004d" +
            "34000000 68000200 01000000 00000000 00000300 00000000 08000100 09000000 14000200 07000000 00000000 08000000 01000000"),
        .. Done(1),
    ];

    public static byte[] Neighbours { get; } =
    [
        .. Hex("24000000 1c000200 01000000 00000000 02000000 04000000 02000001 08000100 0a010005"),
        .. Done(1),
    ];

    /// <summary>if_stats_msg of interface 7 with IFLA_STATS_LINK_64 of 184 bytes, without a header.</summary>
    public static byte[] Statistics { get; } = [.. Hex("00000000 07000000 01000000 bc000100"), .. new byte[184]];

    public static byte[] Done(byte sequence) => Hex($"14000000 03000200 {sequence:x2}000000 00000000 00000000");

    public static byte[] Hex(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));
}
