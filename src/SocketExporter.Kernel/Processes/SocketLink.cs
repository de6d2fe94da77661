using System.Buffers.Text;

namespace SocketExporter.Kernel.Processes;

/// <summary>The text behind /proc/PID/fd/N. That of a socket is "socket:[inode]" (net/socket.c, sockfs_dname).</summary>
internal static class SocketLink
{
    /// <summary>More than "socket:[4294967295]" has. A longer text comes back cut and is no socket.</summary>
    public const int MaxBytes = 32;

    /// <summary>
    /// False, and 0, for anything but a socket. sock_diag speaks of inodes in 32 bits; a number beyond that names none of its sockets.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> link, out uint inode)
    {
        inode = 0;
        if (!link.StartsWith("socket:["u8) || link[^1] != (byte)']')
        {
            return false;
        }

        ReadOnlySpan<byte> digits = link["socket:["u8.Length..^1];
        if (!digits.IsEmpty && digits[0] is >= (byte)'0' and <= (byte)'9'
            && Utf8Parser.TryParse(digits, out uint number, out int used) && used == digits.Length)
        {
            inode = number;
        }

        return inode != 0;
    }
}
