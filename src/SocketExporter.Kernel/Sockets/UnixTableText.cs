using System.Buffers;
using System.Buffers.Text;
using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Sockets;

/// <summary>
/// A line of /proc/net/unix: "00000000885aa2d0: 00000002 00000000 00010000 0001 01 17342 /run/x.sock". Source: net/unix/af_unix.c, unix_seq_show.
/// A path may hold line breaks, which the kernel prints as they are: then a line is no row but goes on with the path of the one before.
/// </summary>
internal static class UnixTableText
{
    public const string Titles = "Num       RefCount Protocol Flags    Type St Inode Path";

    private const int Fields = 6;

    private static readonly SearchValues<byte> HexadecimalDigits = SearchValues.Create("0123456789abcdef"u8);

    /// <summary>False when the line is no row: the rest of a path, or nothing the kernel prints.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out UnixTableEntry entry, out ReadOnlySpan<byte> path)
    {
        entry = default;
        path = default;
        int colon = line.IndexOf(": "u8);
        if (colon < 8 || line[..colon].IndexOfAnyExcept(HexadecimalDigits) >= 0)
        {
            return false;
        }

        ReadOnlySpan<byte> rest = line[(colon + 1)..];
        Span<uint> numbers = stackalloc uint[Fields];
        for (int i = 0; i < Fields; i++)
        {
            char format = i == Fields - 1 ? 'D' : 'x';
            if (!KernelText.NextWord(ref rest, out ReadOnlySpan<byte> word) || !Utf8Parser.TryParse(word, out numbers[i], out int used, format) || used != word.Length)
            {
                return false;
            }
        }

        UnixSocketKind? kind = KindOf(numbers[3]);
        UnixSocketState? state = StateOf(numbers[4], numbers[2]);
        if (kind is null || state is null)
        {
            return false;
        }

        entry = new UnixTableEntry(numbers[0], numbers[2], kind.Value, state.Value, numbers[5]);
        path = rest.IsEmpty ? rest : rest[1..];
        return true;
    }

    /// <summary>enum sock_type of linux/net.h.</summary>
    public static int TypeOf(UnixSocketKind kind) => kind switch
    {
        UnixSocketKind.Stream => 1,
        UnixSocketKind.Dgram => 2,
        _ => 5,
    };

    /// <summary>enum socket_state of linux/net.h.</summary>
    public static int NumberOf(UnixSocketState state) => state switch
    {
        UnixSocketState.Connecting => 2,
        UnixSocketState.Connected => 3,
        UnixSocketState.Disconnecting => 4,
        _ => 1,
    };

    private static UnixSocketKind? KindOf(uint type) => type switch
    {
        1 => UnixSocketKind.Stream,
        2 => UnixSocketKind.Dgram,
        5 => UnixSocketKind.Seqpacket,
        _ => null,
    };

    private static UnixSocketState? StateOf(uint state, uint flags) => state switch
    {
        1 when (flags & UnixTableEntry.AcceptConnections) != 0 => UnixSocketState.Listening,
        1 => UnixSocketState.Unconnected,
        2 => UnixSocketState.Connecting,
        3 => UnixSocketState.Connected,
        4 => UnixSocketState.Disconnecting,
        _ => null,
    };
}
