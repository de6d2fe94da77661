using System.Text;
using SocketExporter.Kernel;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Netstat;

/// <summary>
/// Unix sockets with a line break in their names. /proc/net/unix prints a name as it is, and what stands behind a line break can then pass for further lines of the
/// table, sockets that nobody has. Kept is what unix_diag tells of these sockets and of those that their names speak of; only rows of them are in doubt.
/// </summary>
internal sealed class BrokenPaths
{
    /// <summary>Sockets in doubt. A name has room for two rows: so many are there only where somebody means to fill the memory.</summary>
    public const int Capacity = 65_536;

    private readonly HashSet<uint> _inDoubt = [];
    private readonly Dictionary<uint, (UnixSocketKind Kind, UnixSocketState State, byte[] Name)> _told = [];

    /// <summary>Connections that wait for accept(), by their listeners' kind and the first line of their names.</summary>
    private readonly Dictionary<(UnixSocketKind Kind, string FirstLine), uint> _waiting = [];

    /// <returns>Null where no name has a line break, nearly always: then nothing is kept.</returns>
    /// <exception cref="KernelReadException">unix_diag does not answer, or there are more in doubt than <see cref="Capacity"/>.</exception>
    public static BrokenPaths? Read(KernelSource kernel)
    {
        using var reader = new UnixSocketReader(kernel);
        var paths = new BrokenPaths();
        reader.Start();
        while (reader.Next())
        {
            UnixSocketRow row = reader.Row;
            if (row.Name.Contains((byte)'\n'))
            {
                paths.Doubt(row.Inode, AsPrinted(row.Name));
            }
        }

        if (paths._inDoubt.Count == 0)
        {
            return null;
        }

        reader.Start();
        while (reader.Next())
        {
            paths.Keep(reader.Row);
        }

        return paths;
    }

    /// <summary>Whether a row of /proc/net/unix is a socket, in kind, state and name as unix_diag tells it; each is one once.</summary>
    /// <param name="whole">The whole path, where the row says only what stands before a line break.</param>
    public bool IsSocket(UnixTableRow row, out ReadOnlySpan<byte> whole)
    {
        whole = row.Path;
        if (!_inDoubt.Contains(row.Inode))
        {
            return true;
        }

        if (row.Inode == 0)
        {
            return IsWaiting(row);
        }

        if (!_told.TryGetValue(row.Inode, out (UnixSocketKind Kind, UnixSocketState State, byte[] Name) told)
            || told.Kind != row.Kind
            || told.State != row.State
            || !(told.Name.AsSpan().SequenceEqual(row.Path) || IsFirstLine(row.Path, told.Name)))
        {
            return false;
        }

        _told.Remove(row.Inode);
        whole = told.Name;
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

    private static string FirstLine(ReadOnlySpan<byte> path)
    {
        int end = path.IndexOf((byte)'\n');
        return Encoding.Latin1.GetString(end < 0 ? path : path[..end]);
    }

    /// <summary>Of a socket with such a name: itself, and whatever the lines behind the first name.</summary>
    private void Doubt(uint inode, ReadOnlySpan<byte> name)
    {
        _inDoubt.Add(inode);
        foreach (Range range in name.Split((byte)'\n'))
        {
            if (UnixTableReader.IsRow(name[range], out uint claimed))
            {
                _inDoubt.Add(claimed);
            }
        }

        ThrowIfMany(_inDoubt.Count);
    }

    private void Keep(UnixSocketRow row)
    {
        if (_inDoubt.Contains(row.Inode))
        {
            _told[row.Inode] = (row.Kind, row.State, AsPrinted(row.Name));
        }

        if (row is { State: UnixSocketState.Listening, ReceiveQueue: > 0 } && _inDoubt.Contains(0))
        {
            (UnixSocketKind, string) listener = (row.Kind, FirstLine(AsPrinted(row.Name)));
            _waiting[listener] = _waiting.GetValueOrDefault(listener) + row.ReceiveQueue;
            ThrowIfMany(_waiting.Count);
        }
    }

    /// <summary>Connections that nobody has accepted have no inode. unix_diag does not tell them, but how many wait for each listener.</summary>
    private bool IsWaiting(UnixTableRow row)
    {
        (UnixSocketKind, string) listener = (row.Kind, FirstLine(row.Path));
        if (row.State != UnixSocketState.Connecting || row.Flags != 0 || !_waiting.TryGetValue(listener, out uint left) || left == 0)
        {
            return false;
        }

        _waiting[listener] = left - 1;
        return true;
    }

    private static void ThrowIfMany(int count)
    {
        if (count > Capacity)
        {
            throw new KernelReadException($"unix sockets: more than {Capacity} that names with a line break put in doubt, expected at most so many");
        }
    }
}
