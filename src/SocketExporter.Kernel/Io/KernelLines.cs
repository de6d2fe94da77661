using System.Text;

namespace SocketExporter.Kernel.Io;

/// <summary>
/// A table of /proc, line by line out of one buffer: a table of a million lines takes no more memory than one of ten. Opened anew at each
/// <see cref="TryOpen"/>, in the network namespace of the calling thread.
/// </summary>
internal sealed unsafe class KernelLines : IDisposable
{
    /// <summary>A table's line has some hundreds of bytes at most; the kernel hands out 4 KiB a read.</summary>
    public const int MaxLineBytes = 64 * 1024;

    private const int FirstBytes = 8 * 1024;

    private readonly byte[] _path;
    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private int _fd = -1;

    public KernelLines(string path)
    {
        Path = path;
        _path = Encoding.UTF8.GetBytes(path + "\0");
    }

    public string Path { get; }

    /// <returns>False when there is no such file.</returns>
    /// <exception cref="KernelReadException">It can't be opened.</exception>
    public bool TryOpen()
    {
        Dispose();
        _start = _end = 0;
        fixed (byte* path = _path)
        {
            // As in KernelFile: what stands in the place of /proc may be a pipe.
            _fd = LibC.Open(path, LibC.OReadOnly | LibC.OCloexec | LibC.ONonblock | LibC.ONoctty);
        }

        if (_fd >= 0)
        {
            // Made when it is first needed: most hosts never need most tables.
            _buffer = _buffer.Length == 0 ? new byte[FirstBytes] : _buffer;
            return true;
        }

        int errno = LibC.LastError;
        return errno == Errno.Enoent ? false : throw new KernelReadException(Path, errno);
    }

    /// <summary>The next line without its newline, valid until the next call; false at the end, where the file is closed.</summary>
    /// <exception cref="KernelReadException">It can't be read, a line is too long, or the last one is cut.</exception>
    public bool Next(out ReadOnlySpan<byte> line)
    {
        int searched = _start;
        while (true)
        {
            int newline = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                newline += searched;
                line = _buffer.AsSpan(_start, newline - _start);
                _start = newline + 1;
                return true;
            }

            int kept = _end - _start;
            if (Fill() == 0)
            {
                line = default;
                return kept == 0
                    ? false
                    : throw new KernelReadException($"{Path}: cut line '{KernelText.Show(_buffer.AsSpan(_start, kept))}', expected {KernelText.Whole}");
            }

            searched = _start + kept;
        }
    }

    public void Dispose()
    {
        if (_fd >= 0)
        {
            _ = LibC.Close(_fd);
            _fd = -1;
        }
    }

    /// <summary>Bytes read; 0 at the end of the file, or when none is open.</summary>
    private int Fill()
    {
        if (_fd < 0)
        {
            return 0;
        }

        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        if (_end == _buffer.Length)
        {
            if (_end >= MaxLineBytes)
            {
                Dispose();
                throw new KernelReadException($"{Path}: a line of {_end} bytes or more, expected less");
            }

            Array.Resize(ref _buffer, _end * 2);
        }

        while (true)
        {
            nint got;
            fixed (byte* start = _buffer)
            {
                got = LibC.Read(_fd, start + _end, (nuint)(_buffer.Length - _end));
            }

            if (got > 0)
            {
                _end += (int)got;
                return (int)got;
            }

            int errno = got == 0 ? 0 : LibC.LastError;
            if (errno != Errno.Eintr)
            {
                Dispose();
                return errno == 0 ? 0 : throw new KernelReadException(Path, errno);
            }
        }
    }
}
