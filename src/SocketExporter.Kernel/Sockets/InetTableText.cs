using System.Buffers.Text;
using System.Runtime.InteropServices;
using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Sockets;

/// <summary>
/// A line of /proc/net/raw, raw6, udplite, udplite6 and their like:
/// "   1: 0100007F:0001 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 8721 2 00000000a1b2c3d4 0".
/// Sources: net/ipv4/raw.c raw_sock_seq_show, net/ipv6/datagram.c __ip6_dgram_sock_seq_show.
/// </summary>
internal static class InetTableText
{
    private const byte NewSynRecv = 12;

    /// <param name="source">What is read, for messages.</param>
    /// <exception cref="KernelReadException">The line has not the shape above.</exception>
    public static void Parse(ReadOnlySpan<byte> line, IpFamily family, string source, ref InetSocketRow row)
    {
        row = default;
        row.Family = family;
        ReadOnlySpan<byte> rest = line;
        if (!KernelText.NextWord(ref rest, out ReadOnlySpan<byte> number) || number[^1] != ':')
        {
            throw Wrong(line, source, "a number and a colon first");
        }

        (row.Local, row.LocalPort) = Endpoint(Word(ref rest, line, source), family, source);
        (row.Remote, row.RemotePort) = Endpoint(Word(ref rest, line, source), family, source);
        uint state = Hexadecimal(Word(ref rest, line, source), source);
        state = state == NewSynRecv ? (uint)TcpState.SynRecv : state;
        row.State = state is >= (uint)TcpState.Established and <= (uint)TcpState.Closing ? (TcpState)state : throw Wrong(line, source, "a state of 1 to 12");

        ReadOnlySpan<byte> queues = Word(ref rest, line, source);
        int colon = queues.IndexOf((byte)':');
        row.SendQueue = Hexadecimal(queues[..Math.Max(colon, 0)], source);
        row.ReceiveQueue = Hexadecimal(queues[(colon + 1)..], source);
        _ = Word(ref rest, line, source); // timer, which only TCP has
        _ = Word(ref rest, line, source); // retransmissions
        row.Uid = Decimal(Word(ref rest, line, source), source);
        _ = Word(ref rest, line, source); // timeout
        row.Inode = Decimal(Word(ref rest, line, source), source);

        // Behind it: references, a pointer, drops (since Linux 2.6.27).
        if (KernelText.NextWord(ref rest, out _) && KernelText.NextWord(ref rest, out _) && KernelText.NextWord(ref rest, out ReadOnlySpan<byte> drops))
        {
            row.Drops = Decimal(drops, source);
        }
    }

    /// <summary>"0100007F:0035": words of 32 bits, each as the host has it in memory; the port in plain hexadecimal.</summary>
    private static (IpAddress Address, ushort Port) Endpoint(ReadOnlySpan<byte> word, IpFamily family, string source)
    {
        int words = family == IpFamily.Ipv4 ? 1 : 4;
        if (word.Length != (words * 8) + 5 || word[words * 8] != ':')
        {
            throw Wrong(word, source, $"an address of {words * 8} hexadecimal digits and a port of 4");
        }

        Span<byte> address = stackalloc byte[16];
        address.Clear();
        for (int i = 0; i < words; i++)
        {
            uint value = Hexadecimal(word.Slice(i * 8, 8), source);
            MemoryMarshal.Write(address[(i * 4)..], in value);
        }

        return (IpAddress.FromNetworkOrder(address, family), (ushort)Hexadecimal(word[^4..], source));
    }

    private static ReadOnlySpan<byte> Word(ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> line, string source)
        => KernelText.NextWord(ref rest, out ReadOnlySpan<byte> word) ? word : throw Wrong(line, source, "at least 10 columns");

    private static uint Hexadecimal(ReadOnlySpan<byte> word, string source)
        => Utf8Parser.TryParse(word, out uint value, out int used, 'x') && used == word.Length ? value : throw Wrong(word, source, "a hexadecimal number");

    private static uint Decimal(ReadOnlySpan<byte> word, string source)
        => Utf8Parser.TryParse(word, out uint value, out int used) && used == word.Length ? value : throw Wrong(word, source, "a number below 2^32");

    private static KernelReadException Wrong(ReadOnlySpan<byte> found, string source, string expected)
        => new($"{source}: '{KernelText.Show(found)}', expected {expected}");
}
