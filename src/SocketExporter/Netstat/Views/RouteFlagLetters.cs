namespace SocketExporter.Netstat.Views;

/// <summary>The flags of a route in the letters of net-tools. Flags are those of linux/route.h and linux/ipv6_route.h, RTF_*.</summary>
internal static class RouteFlagLetters
{
    public const uint Gateway = 0x2;
    public const uint Host = 0x4;

    /// <summary>Packets are refused: of IPv4 by unreachable and prohibit, of IPv6 by blackhole and throw too.</summary>
    public const uint Reject = 0x200;

    public const uint Default = 0x1_0000;
    public const uint AddressConfiguration = 0x4_0000;
    public const uint NoNextHop = 0x20_0000;
    public const uint Expires = 0x40_0000;

    /// <summary>Room for every letter at once.</summary>
    public const int MaxLetters = 12;

    private const uint Modified = 0x20;
    private const uint AllOnLink = 0x2_0000;
    private const uint Cache = 0x100_0000;
    private const uint Flow = 0x200_0000;

    private static readonly (uint Flag, byte Letter)[] Ipv6Letters =
    [
        (Gateway, (byte)'G'),
        (Host, (byte)'H'),
        (Default, (byte)'D'),
        (AddressConfiguration, (byte)'A'),
        (Cache, (byte)'C'),
        (AllOnLink, (byte)'a'),
        (Expires, (byte)'e'),
        (Modified, (byte)'m'),
        (NoNextHop, (byte)'n'),
        (Flow, (byte)'f'),
    ];

    /// <summary>What rtnetlink says of IPv4 routes has no other flags.</summary>
    private static readonly (uint Flag, byte Letter)[] Ipv4Letters = [(Gateway, (byte)'G'), (Host, (byte)'H')];

    /// <returns>How many letters stand at the front of <paramref name="target"/>.</returns>
    public static int OfIpv4(uint flags, Span<byte> target) => Write(flags, Ipv4Letters, target);

    /// <returns>How many letters stand at the front of <paramref name="target"/>.</returns>
    public static int OfIpv6(uint flags, Span<byte> target) => Write(flags, Ipv6Letters, target);

    private static int Write(uint flags, (uint Flag, byte Letter)[] letters, Span<byte> target)
    {
        target[0] = (flags & Reject) != 0 ? (byte)'!' : (byte)'U';
        int length = 1;
        foreach ((uint flag, byte letter) in letters)
        {
            if ((flags & flag) != 0)
            {
                target[length++] = letter;
            }
        }

        return length;
    }
}
