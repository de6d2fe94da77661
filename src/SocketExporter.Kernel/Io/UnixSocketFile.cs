using System.Text;
using SocketExporter.Kernel.Abi;

namespace SocketExporter.Kernel.Io;

/// <summary>What the file system has under the path of a unix socket. .NET tells sockets and ordinary files apart nowhere.</summary>
public static class UnixSocketFile
{
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const ushort TypeMask = 0xf000; // S_IFMT
    private const ushort SocketType = 0xc000; // S_IFSOCK

    /// <summary>Whether there is a socket; false for everything else, a link to a socket included.</summary>
    public static unsafe bool Exists(string path)
    {
        fixed (byte* name = Encoding.UTF8.GetBytes(path + "\0"))
        {
            statx status;
            return LibC.Statx(LibC.AtFdcwd, name, NoFollow, StatxConstants.STATX_TYPE, &status) == 0 && (status.stx_mode & TypeMask) == SocketType;
        }
    }
}
