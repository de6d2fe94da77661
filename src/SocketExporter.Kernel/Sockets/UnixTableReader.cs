using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Kernel.Sockets;

/// <summary>
/// Every unix socket of the network namespace as /proc/net/unix lists them, connections that nobody has accepted yet among them, in the kernel's order.
/// unix_diag, which metrics are made of, tells neither the references nor those.
/// <code>reader.Start(); while (reader.Next()) { … reader.Row … }</code>
/// A path is whatever a program has bound, and the kernel prints it unescaped: one with a line break goes over several lines, and one that contains a whole
/// line of the table can't be told from a socket. No number may be made of this table where unix_diag has it.
/// </summary>
public sealed class UnixTableReader : IDisposable
{
    /// <summary>sizeof(sockaddr_un.sun_path), and one more for a name that fills it.</summary>
    private const int MaxPathBytes = 109;

    private readonly KernelLines _lines;
    private byte[] _path = new byte[MaxPathBytes];
    private byte[] _nextPath = new byte[MaxPathBytes];
    private UnixTableEntry _entry;
    private UnixTableEntry _nextEntry;
    private int _pathLength;
    private int _nextPathLength;
    private bool _hasNext;

    public UnixTableReader(KernelSource kernel)
        : this(kernel.ProcPath)
    {
    }

    internal UnixTableReader(string procPath)
    {
        _lines = new KernelLines($"{procPath}/thread-self/net/unix");
    }

    /// <summary>The current socket. Valid until the next call of <see cref="Next"/>.</summary>
    public UnixTableRow Row => new(_entry, _path.AsSpan(0, _pathLength));

    /// <summary>Whether this line would pass for a row of the table: of the socket with this inode, or of one without (0).</summary>
    public static bool IsRow(ReadOnlySpan<byte> line, out uint inode)
    {
        bool isRow = UnixTableText.TryParse(line, out UnixTableEntry entry, out _);
        inode = entry.Inode;
        return isRow;
    }

    /// <exception cref="KernelReadException">There is no such table, or it begins with other titles.</exception>
    public void Start()
    {
        if (!_lines.TryOpen())
        {
            throw new KernelReadException($"{_lines.Path}: not there, expected a kernel with unix sockets");
        }

        if (!_lines.Next(out ReadOnlySpan<byte> titles) || !titles.StartsWith("Num"u8))
        {
            throw new KernelReadException($"{_lines.Path}: '{KernelText.Show(titles)}', expected the titles '{UnixTableText.Titles}'");
        }

        _hasNext = false;
        if (_lines.Next(out ReadOnlySpan<byte> first))
        {
            _hasNext = Take(first) ? true : throw Wrong(first);
        }
    }

    /// <exception cref="KernelReadException">A line is neither a row nor the rest of a path.</exception>
    public bool Next()
    {
        if (!_hasNext)
        {
            return false;
        }

        (_path, _nextPath) = (_nextPath, _path);
        (_entry, _pathLength) = (_nextEntry, _nextPathLength);
        _hasNext = false;
        while (_lines.Next(out ReadOnlySpan<byte> line))
        {
            if (Take(line))
            {
                _hasNext = true;
                return true;
            }

            if (_pathLength + 1 + line.Length > MaxPathBytes)
            {
                throw Wrong(line);
            }

            _path[_pathLength] = (byte)'\n';
            line.CopyTo(_path.AsSpan(_pathLength + 1));
            _pathLength += 1 + line.Length;
        }

        return true;
    }

    public void Dispose() => _lines.Dispose();

    private bool Take(ReadOnlySpan<byte> line)
    {
        if (!UnixTableText.TryParse(line, out _nextEntry, out ReadOnlySpan<byte> path))
        {
            return false;
        }

        if (path.Length > MaxPathBytes)
        {
            throw new KernelReadException($"{_lines.Path}: a path of {path.Length} bytes, expected at most {MaxPathBytes}");
        }

        path.CopyTo(_nextPath);
        _nextPathLength = path.Length;
        return true;
    }

    private KernelReadException Wrong(ReadOnlySpan<byte> line) => new($"{_lines.Path}: '{KernelText.Show(line)}', expected a row of '{UnixTableText.Titles}'");
}
