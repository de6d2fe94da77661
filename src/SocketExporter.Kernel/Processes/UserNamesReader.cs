using System.Text;
using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Kernel.Processes;

/// <summary>
/// Names of users from the file passwd of this process's own root, read again when it has changed. The C library is not asked: through nsswitch.conf that may wait
/// for a directory server, and a sample waits for nobody. In a container it is the container's file that speaks.
/// </summary>
public sealed class UserNamesReader
{
    private readonly string? _path;
    private Identity _read;
    private IReadOnlyDictionary<uint, string> _names = new Dictionary<uint, string>();

    public UserNamesReader(KernelSource kernel)
        : this(kernel.UserFile)
    {
    }

    /// <param name="path">Null where there is none: a recording has no names.</param>
    internal UserNamesReader(string? path)
    {
        _path = path;
    }

    /// <summary>Name by user id; the same object as long as the file is the same. Empty where there is no such file.</summary>
    /// <exception cref="KernelReadException">It can't be read.</exception>
    public IReadOnlyDictionary<uint, string> Read()
    {
        Identity now = _path is null ? default : Look(_path);
        if (now != _read)
        {
            _names = now == default ? new Dictionary<uint, string>() : ReadNames(_path!);
            _read = now;
        }

        return _names;
    }

    private static Dictionary<uint, string> ReadNames(string path)
    {
        using var file = new KernelFile(path);
        return file.TryReadIfPresent(out ReadOnlySpan<byte> text) ? UserNamesText.Parse(text) : [];
    }

    /// <summary>Nothing where there is no such file.</summary>
    private static unsafe Identity Look(string path)
    {
        const uint wanted = StatxConstants.STATX_INO | StatxConstants.STATX_SIZE | StatxConstants.STATX_MTIME | StatxConstants.STATX_CTIME;
        statx status;
        fixed (byte* name = Encoding.UTF8.GetBytes(path + "\0"))
        {
            return LibC.Statx(LibC.AtFdcwd, name, 0, wanted, &status) == 0
                ? new Identity(status.stx_ino, status.stx_size, Nanoseconds(status.stx_mtime), Nanoseconds(status.stx_ctime))
                : default;
        }
    }

    private static long Nanoseconds(statx_timestamp time) => unchecked((time.tv_sec * 1_000_000_000) + time.tv_nsec);

    private readonly record struct Identity(ulong Inode, ulong Size, long Modified, long Changed);
}
