using SocketExporter.Kernel.Tests.Netlink;

namespace SocketExporter.Kernel.Tests.Links;

/// <summary>RTM_NEWLINK messages in hexadecimal: ifinfomsg (family, pad, type, index, flags, change), then attributes (length, type, payload).</summary>
internal static class LinkBytes
{
    /// <summary>Interface 7 "eth0": up, broadcast, running, multicast, lower up; every attribute that is read, and two that are not.</summary>
    public const string Eth0 =
        "00 00 0100 07000000 43100100 00000000" +
        "0900 0300 6574683000 000000" + // IFLA_IFNAME "eth0"
        "0800 0d00 e8030000" + // IFLA_TXQLEN 1000
        "0500 1000 06 000000" + // IFLA_OPERSTATE up
        "0800 0400 dc050000" + // IFLA_MTU 1500
        "0800 2500 00000000" + // IFLA_PROMISCUITY, not read
        "0500 2100 01 000000" + // IFLA_CARRIER
        "0800 2300 03000000" + // IFLA_CARRIER_CHANGES 3
        "0a00 0100 02005e1000ff 0000" + // IFLA_ADDRESS
        "c400 1700" + Statistics +
        "1000 1280 0900 0100 7665746800 000000" + // IFLA_LINKINFO, nested: IFLA_INFO_KIND "veth"
        "0400 ff3f"; // a type of some later kernel

    /// <summary>rtnl_link_stats64 of 192 bytes: 1, 2, 4, 8 … 2^23, so that every sum tells its parts.</summary>
    public const string Statistics =
        "0100000000000000 0200000000000000 0400000000000000 0800000000000000 1000000000000000 2000000000000000" +
        "4000000000000000 8000000000000000 0001000000000000 0002000000000000 0004000000000000 0008000000000000" +
        "0010000000000000 0020000000000000 0040000000000000 0080000000000000 0000010000000000 0000020000000000" +
        "0000040000000000 0000080000000000 0000100000000000 0000200000000000 0000400000000000 0000800000000000";

    public static string Name(string text)
    {
        byte[] name = [.. System.Text.Encoding.Latin1.GetBytes(text), 0];
        return $"{name.Length + 4:x2}00 0300 {Convert.ToHexString(name)}{new string('0', 2 * ((4 - (name.Length % 4)) % 4))}";
    }

    /// <summary>A message with header: an interface of this index and name; carrier as given, carrier changed so often.</summary>
    public static string Message(byte index, string name, bool carrier = true, byte carrierChanges = 1, byte sequence = 1, bool interrupted = false)
    {
        string body = $"00 00 0100 {index:x2}000000 43100100 00000000" + Name(name)
            + $"0500 2100 0{(carrier ? 1 : 0)} 000000  0800 2300 {carrierChanges:x2}000000";
        int length = 16 + Hex.Bytes(body).Length;
        return $"{length:x2}000000 1000 {(interrupted ? "1200" : "0200")} {sequence:x2}000000 00000000" + body;
    }

    /// <summary>A message of RTM_NEWSTATS with header: rtnl_link_stats64 of an interface that has received so many packets, and nothing else.</summary>
    public static string Counted(byte index, byte packets, byte sequence = 1)
        => $"e0000000 5c00 0200 {sequence:x2}000000 00000000  00 00 0000 {index:x2}000000 01000000  c400 0100 {packets:x2}" + new string('0', 2 * 191);

    public static string Done(byte sequence = 1) => $"14000000 0300 0200 {sequence:x2}000000 00000000 00000000";
}
