using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Recordings;

/// <summary>Tables of sockets below /proc/net as they may leave the host: addresses become pseudonyms, pointers of the kernel zeros, all else stays.</summary>
internal sealed class TableAnonymizer
{
    private const string NoPointer = "0000000000000000";

    private readonly AddressPseudonyms _addresses;

    public TableAnonymizer(AddressPseudonyms addresses)
    {
        _addresses = addresses;
    }

    /// <summary>A table as /proc/net/raw: local and remote address are the second and third column, the pointer the last but one.</summary>
    /// <exception cref="KernelReadException">A line is cut, or has no such columns.</exception>
    public byte[] Inet(ReadOnlySpan<byte> table, string source) => EachRow(table, source, words =>
    {
        if (words.Count < 4)
        {
            throw new KernelReadException($"{source}: a line of {words.Count} columns, expected at least 4");
        }

        words[1] = Endpoint(words[1], source);
        words[2] = Endpoint(words[2], source);
        if (words.Count > 11)
        {
            words[11] = NoPointer;
        }
    });

    /// <summary>/proc/net/netlink: the pointer is the first column.</summary>
    /// <exception cref="KernelReadException">A line is cut.</exception>
    public static byte[] Netlink(ReadOnlySpan<byte> table, string source) => EachRow(table, source, static words =>
    {
        if (words.Count > 0)
        {
            words[0] = NoPointer;
        }
    });

    private static byte[] EachRow(ReadOnlySpan<byte> table, string source, Action<List<string>> change)
    {
        var lines = new KernelText(table, source);
        var text = new StringBuilder();
        bool titles = true;
        while (lines.NextLine(out ReadOnlySpan<byte> line))
        {
            if (titles)
            {
                text.Append(Encoding.Latin1.GetString(line)).Append('\n');
                titles = false;
                continue;
            }

            List<string> words = [];
            while (KernelText.NextWord(ref line, out ReadOnlySpan<byte> word))
            {
                words.Add(Encoding.Latin1.GetString(word));
            }

            change(words);
            text.AppendJoin(' ', words).Append('\n');
        }

        return Encoding.Latin1.GetBytes(text.ToString());
    }

    /// <summary>"0100007F:0035": words of 32 bits as a little-endian host prints them.</summary>
    private string Endpoint(string word, string source)
    {
        int colon = word.IndexOf(':', StringComparison.Ordinal);
        if (colon is not (8 or 32) || !word[..colon].All(char.IsAsciiHexDigit))
        {
            throw new KernelReadException($"{source}: an address of {word.Length} characters, expected 8 or 32 hexadecimal digits, a colon and a port");
        }

        byte[] address = Convert.FromHexString(word.AsSpan(0, colon));
        Turn(address);
        _addresses.Replace(address);
        Turn(address);
        return string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexString(address)}{word[colon..]}");
    }

    private static void Turn(Span<byte> address)
    {
        for (int i = 0; i < address.Length; i += 4)
        {
            Span<byte> word = address.Slice(i, 4);
            BinaryPrimitives.WriteUInt32LittleEndian(word, BinaryPrimitives.ReadUInt32BigEndian(word));
        }
    }
}
