namespace SocketExporter.Kernel.Links;

/// <summary>
/// The flags of an interface as <c>netstat -i</c> prints them in its column Flg: one letter a flag, in the order of net-tools (ife_print_short in lib/interface.c).
/// P stands for two flags, promiscuous before N and O, point-to-point behind them.
/// </summary>
public static class LinkFlagLetters
{
    /// <summary>What is printed where no flag is set at all.</summary>
    public const string NoFlags = "[NO FLAGS]";

    /// <summary>The ioctl that net-tools asks has 16 bits; what stands above is not looked at.</summary>
    private const LinkFlags Asked = (LinkFlags)0xffff;

    private static readonly (LinkFlags Flag, char Letter)[] Letters =
    [
        (LinkFlags.AllMulticast, 'A'),
        (LinkFlags.Broadcast, 'B'),
        (LinkFlags.Debug, 'D'),
        (LinkFlags.Loopback, 'L'),
        (LinkFlags.Multicast, 'M'),
        (LinkFlags.Dynamic, 'd'),
        (LinkFlags.Promiscuous, 'P'),
        (LinkFlags.NoTrailers, 'N'),
        (LinkFlags.NoArp, 'O'),
        (LinkFlags.PointToPoint, 'P'),
        (LinkFlags.Slave, 's'),
        (LinkFlags.Master, 'm'),
        (LinkFlags.Running, 'R'),
        (LinkFlags.Up, 'U'),
    ];

    /// <summary>"BMRU"; "" where none of the flags set has a letter.</summary>
    public static string Of(LinkFlags flags)
    {
        if ((flags & Asked) == 0)
        {
            return NoFlags;
        }

        Span<char> text = stackalloc char[Letters.Length];
        int length = 0;
        foreach ((LinkFlags flag, char letter) in Letters)
        {
            if ((flags & flag) != 0)
            {
                text[length++] = letter;
            }
        }

        return new string(text[..length]);
    }
}
