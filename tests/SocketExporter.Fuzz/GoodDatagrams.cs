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

    public static byte[] Done(byte sequence) => Hex($"14000000 03000200 {sequence:x2}000000 00000000 00000000");

    public static byte[] Hex(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));
}
