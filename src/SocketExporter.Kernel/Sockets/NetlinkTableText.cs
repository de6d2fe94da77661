using System.Buffers.Text;
using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Sockets;

/// <summary>
/// A line of /proc/net/netlink: "000000009f8101cb 0   1042       00000110 0        0        0     2        7        21874". Source:
/// net/netlink/af_netlink.c, netlink_native_seq_show.
/// </summary>
internal static class NetlinkTableText
{
    public const string Titles = "sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode";

    /// <summary>Whether the columns are those that <see cref="Parse"/> takes for granted. Drops and Inode: since Linux 2.6.32.</summary>
    public static bool AreTitles(ReadOnlySpan<byte> line)
    {
        foreach (string title in (ReadOnlySpan<string>)["sk", "Eth", "Pid", "Groups", "Rmem", "Wmem", "Dump", "Locks", "Drops", "Inode"])
        {
            if (!KernelText.NextWord(ref line, out ReadOnlySpan<byte> word) || !System.Text.Ascii.Equals(word, title))
            {
                return false;
            }
        }

        return true;
    }

    /// <exception cref="KernelReadException">The line has not the shape above.</exception>
    public static NetlinkSocketRow Parse(ReadOnlySpan<byte> line, string source)
    {
        ReadOnlySpan<byte> rest = line;
        _ = Word(ref rest, source); // sk
        uint protocol = Unsigned(Word(ref rest, source), source);
        uint portId = Unsigned(Word(ref rest, source), source);
        _ = Word(ref rest, source); // Groups
        long receiveQueue = Signed(Word(ref rest, source), source);
        _ = Word(ref rest, source); // Wmem
        _ = Word(ref rest, source); // Dump
        _ = Word(ref rest, source); // Locks
        uint drops = Unsigned(Word(ref rest, source), source);
        uint inode = Unsigned(Word(ref rest, source), source);
        return protocol <= byte.MaxValue
            ? new NetlinkSocketRow((int)protocol, portId, receiveQueue, drops, inode)
            : throw new KernelReadException($"{source}: protocol {protocol}, expected 0 to 255");
    }

    private static ReadOnlySpan<byte> Word(ref ReadOnlySpan<byte> rest, string source)
        => KernelText.NextWord(ref rest, out ReadOnlySpan<byte> word) ? word : throw new KernelReadException($"{source}: a line that ends early, expected '{Titles}'");

    private static uint Unsigned(ReadOnlySpan<byte> word, string source)
        => Utf8Parser.TryParse(word, out uint value, out int used) && used == word.Length ? value : throw Wrong(word, source, "a number below 2^32");

    private static long Signed(ReadOnlySpan<byte> word, string source)
        => Utf8Parser.TryParse(word, out long value, out int used) && used == word.Length ? value : throw Wrong(word, source, "a whole number");

    private static KernelReadException Wrong(ReadOnlySpan<byte> found, string source, string expected)
        => new($"{source}: '{KernelText.Show(found)}', expected {expected}");
}
