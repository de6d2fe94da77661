using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Netstat;

/// <summary>
/// The names of all unix sockets by inode, as unix_diag tells them, for when one of them has a line break in it: /proc/net/unix prints that as it is, and a
/// name can then pass for further lines of the table, sockets that nobody has.
/// </summary>
internal sealed class BrokenPaths
{
    private readonly Dictionary<uint, byte[]> _names = [];

    /// <returns>Null where no name has a line break, nearly always: then nothing is kept.</returns>
    /// <exception cref="Kernel.KernelReadException">unix_diag does not answer.</exception>
    public static BrokenPaths? Read(KernelSource kernel)
    {
        using var reader = new UnixSocketReader(kernel);
        bool anyBroken = false;
        reader.Start();
        while (reader.Next())
        {
            anyBroken |= reader.Row.Name.Contains((byte)'\n');
        }

        if (!anyBroken)
        {
            return null;
        }

        var paths = new BrokenPaths();
        reader.Start();
        while (reader.Next())
        {
            UnixSocketRow row = reader.Row;
            paths._names[row.Inode] = AsPrinted(row.Name);
        }

        return paths;
    }

    /// <summary>
    /// Whether a row of /proc/net/unix is a socket; each is one once. Rows without an inode, connections that wait for accept(), unix_diag does not tell: they
    /// are taken at their word.
    /// </summary>
    /// <param name="path">What the row says.</param>
    /// <param name="whole">The whole of it, where the row says only what stands before a line break.</param>
    public bool IsSocket(uint inode, ReadOnlySpan<byte> path, out ReadOnlySpan<byte> whole)
    {
        whole = path;
        if (inode == 0)
        {
            return true;
        }

        if (!_names.TryGetValue(inode, out byte[]? name) || !(name.AsSpan().SequenceEqual(path) || IsFirstLine(path, name)))
        {
            return false;
        }

        _names.Remove(inode);
        whole = name;
        return true;
    }

    private static bool IsFirstLine(ReadOnlySpan<byte> path, byte[] name) => name.Length > path.Length && name.AsSpan().StartsWith(path) && name[path.Length] == '\n';

    /// <summary>A path without its NUL; of an abstract name each NUL as @.</summary>
    private static byte[] AsPrinted(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || name[0] != 0)
        {
            return name.TrimEnd((byte)0).ToArray();
        }

        byte[] printed = name.ToArray();
        printed.AsSpan().Replace((byte)0, (byte)'@');
        return printed;
    }
}
