using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Counters;

/// <summary>
/// The two shapes in which the kernel prints protocol counters. Source: net/ipv4/proc.c, net/ipv6/proc.c, net/mptcp/mib.c,
/// net/sctp/proc.c, net/xfrm/xfrm_proc.c.
/// </summary>
internal static class ProtocolCounterText
{
    /// <summary>
    /// snmp and netstat: pairs of lines, "TcpExt: SyncookiesSent …" and "TcpExt: 0 …". A protocol may have several pairs, and the columns of
    /// IcmpMsg change while the host runs: only types that were seen are listed, 16 to a pair.
    /// </summary>
    /// <exception cref="KernelReadException">Anything but such pairs, an empty text too.</exception>
    public static void ParsePairs(ReadOnlySpan<byte> text, string source, CounterColumns columns)
    {
        var lines = new KernelText(text, source);
        if (text.IsEmpty)
        {
            throw lines.Wrong("nothing", "pairs of lines");
        }

        while (lines.NextLine(out ReadOnlySpan<byte> names))
        {
            if (!KernelText.NextWord(ref names, out ReadOnlySpan<byte> title) || title[^1] != (byte)':' || title.Length < 2)
            {
                throw lines.Wrong($"'{KernelText.Show(title)}'", "a protocol and a colon");
            }

            bool any = lines.NextLine(out ReadOnlySpan<byte> values, out bool cut);
            if (cut && !IsUnusedMultipath(values))
            {
                throw lines.Wrong($"cut line '{KernelText.Show(values)}'", KernelText.Whole);
            }

            if (!any
                || !KernelText.NextWord(ref values, out ReadOnlySpan<byte> again)
                || !again.SequenceEqual(title))
            {
                throw lines.Wrong($"names of {KernelText.Show(title)} without their values", "the values in the next line");
            }

            while (KernelText.NextWord(ref names, out ReadOnlySpan<byte> name))
            {
                if (!KernelText.NextWord(ref values, out ReadOnlySpan<byte> value))
                {
                    throw lines.Wrong($"no value for {KernelText.Show(title)} {KernelText.Show(name)}", "as many values as names");
                }

                columns.Add(title[..^1], name, lines.ParseNumber(value));
            }

            if (KernelText.NextWord(ref values, out ReadOnlySpan<byte> left))
            {
                throw lines.Wrong($"{KernelText.Show(title)} value '{KernelText.Show(left)}' without a name", "as many values as names");
            }
        }
    }

    /// <summary>
    /// snmp6, sctp/snmp and xfrm_stat: a counter a line, "Ip6InReceives   12". The protocol is "Sctp" or "Xfrm" or the letters up to and including
    /// the first 6 (Ip6, Icmp6, Udp6, UdpLite6).
    /// </summary>
    /// <param name="otherwise">The protocol of a name that does not begin so.</param>
    /// <exception cref="KernelReadException">Anything but such lines, an empty text too.</exception>
    public static void ParseSingles(ReadOnlySpan<byte> text, string source, ReadOnlySpan<byte> otherwise, CounterColumns columns)
    {
        var lines = new KernelText(text, source);
        if (text.IsEmpty)
        {
            throw lines.Wrong("nothing", "lines of a name and a value");
        }

        while (lines.NextLine(out ReadOnlySpan<byte> line))
        {
            if (!KernelText.NextWord(ref line, out ReadOnlySpan<byte> name)
                || !KernelText.NextWord(ref line, out ReadOnlySpan<byte> value)
                || KernelText.NextWord(ref line, out _))
            {
                throw lines.Wrong($"line of '{KernelText.Show(name)}'", "a name and a value");
            }

            int protocolLength = ProtocolLength(name);
            ReadOnlySpan<byte> protocol = protocolLength == 0 ? otherwise : name[..protocolLength];
            columns.Add(protocol, name[protocolLength..], lines.ParseNumber(value));
        }
    }

    /// <summary>
    /// The first kernels with MPTCP (5.7 and some after it) end netstat without a newline while no MPTCP socket was ever made: mptcp_seq_show printed only
    /// zeros then. A cut text can't pass for it: a zero has one digit, and their number is that of the names.
    /// </summary>
    private static bool IsUnusedMultipath(ReadOnlySpan<byte> values)
        => values.StartsWith("MPTcpExt:"u8) && values["MPTcpExt:".Length..].IndexOfAnyExcept((byte)' ', (byte)'0') < 0 && values.IndexOf("00"u8) < 0;

    private static int ProtocolLength(ReadOnlySpan<byte> name)
    {
        if (name.Length > 4 && (name.StartsWith("Sctp"u8) || name.StartsWith("Xfrm"u8)))
        {
            return 4;
        }

        int letters = 0;
        while (letters < name.Length && char.IsAsciiLetter((char)name[letters]))
        {
            letters++;
        }

        return letters > 0 && letters + 1 < name.Length && name[letters] == (byte)'6' ? letters + 1 : 0;
    }
}
