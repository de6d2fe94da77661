using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Kernel.Routes;

/// <summary>
/// /proc/net/igmp, where a line of an interface is followed by those of its groups, and /proc/net/igmp6. Source: igmp_mc_seq_show (net/ipv4/igmp.c), igmp6_mc_seq_show
/// (net/ipv6/mcast.c). Not netlink: RTM_GETMULTICAST of IPv4 is younger than Linux 6.12.
/// </summary>
internal struct MulticastText
{
    private readonly string _source;
    private byte[] _nameBytes;
    private string _name;
    private int _index;

    private MulticastText(string source)
    {
        _source = source;
        _nameBytes = [];
        _name = "";
    }

    private MulticastRow Row { get; set; }

    /// <summary>Appends a row for each group that an interface has joined.</summary>
    /// <param name="source">What is read, for messages.</param>
    /// <exception cref="KernelReadException">A line is not what it should be.</exception>
    public static void Parse(ReadOnlySpan<byte> text, IpFamily family, string source, List<MulticastRow> rows)
    {
        var groups = new MulticastText(source);
        var lines = new KernelText(text, source);
        while (lines.NextLine(out ReadOnlySpan<byte> line))
        {
            if (family == IpFamily.Ipv4 ? groups.ParseIpv4(line) : groups.ParseIpv6(line))
            {
                rows.Add(groups.Row);
            }
        }
    }

    /// <returns>Whether the line is a group, and <see cref="Row"/> the membership; false for the heading and lines of interfaces.</returns>
    private bool ParseIpv4(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> rest = line;
        if (!KernelText.NextWord(ref rest, out ReadOnlySpan<byte> first) || !KernelText.NextWord(ref rest, out ReadOnlySpan<byte> second))
        {
            throw Wrong(line, "an interface or a group");
        }

        if (!line.StartsWith((byte)'\t'))
        {
            if (!first.SequenceEqual("Idx"u8))
            {
                _index = Number(first, line);
                Name(second.TrimEnd((byte)':'));
            }

            return false;
        }

        // %08X of the address as it lies in memory.
        if (_index == 0 || first.Length != 8 || !Utf8Parser.TryParse(first, out uint group, out int used, 'x') || used != first.Length)
        {
            throw Wrong(line, "a group of 8 hexadecimal digits below an interface");
        }

        Span<byte> address = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(address, group);
        Row = new MulticastRow(IpFamily.Ipv4, _index, _name, IpAddress.FromNetworkOrder(address, IpFamily.Ipv4), Number(second, line)) { InterfaceNameBytes = _nameBytes };
        return true;
    }

    private bool ParseIpv6(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> rest = line;
        if (!KernelText.NextWord(ref rest, out ReadOnlySpan<byte> index)
            || !KernelText.NextWord(ref rest, out ReadOnlySpan<byte> name)
            || !KernelText.NextWord(ref rest, out ReadOnlySpan<byte> group)
            || !KernelText.NextWord(ref rest, out ReadOnlySpan<byte> users)
            || group.Length != 32
            || !Utf8Parser.TryParse(group[..16], out ulong high, out int usedHigh, 'x')
            || !Utf8Parser.TryParse(group[16..], out ulong low, out int usedLow, 'x')
            || usedHigh + usedLow != group.Length)
        {
            throw Wrong(line, "an index, a name, a group of 32 hexadecimal digits and a number of users");
        }

        Name(name);
        Row = new MulticastRow(IpFamily.Ipv6, Number(index, line), _name, new IpAddress(high, low), Number(users, line)) { InterfaceNameBytes = _nameBytes };
        return true;
    }

    private readonly int Number(ReadOnlySpan<byte> word, ReadOnlySpan<byte> line)
        => Utf8Parser.TryParse(word, out int number, out int used) && used == word.Length && number >= 0 ? number : throw Wrong(line, $"a number in the place of '{KernelText.Show(word)}'");

    /// <summary>One string for the many lines of one interface.</summary>
    private void Name(ReadOnlySpan<byte> name)
    {
        if (!name.SequenceEqual(_nameBytes))
        {
            _nameBytes = name.ToArray();
            _name = Encoding.UTF8.GetString(name);
        }
    }

    private readonly KernelReadException Wrong(ReadOnlySpan<byte> line, string expected) => new($"{_source}: '{KernelText.Show(line)}', expected {expected}");
}
