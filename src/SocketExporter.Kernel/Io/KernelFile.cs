using System.Text;

namespace SocketExporter.Kernel.Io;

/// <summary>
/// A file of /proc that is kept open and read whole with pread at every sample (2–30 µs instead of open, read, close). Opened at the first
/// read, opened again after an error, so that a file that appears later is found.
/// </summary>
internal sealed unsafe class KernelFile : IDisposable
{
    /// <summary>More than any counter file of the kernel has; past it something is wrong with the file, not with the buffer.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    private const int FirstBytes = 8192;

    private readonly byte[] _path;
    private readonly int _maxBytes;
    private byte[] _buffer = new byte[FirstBytes];
    private int _fd = -1;

    public KernelFile(string path)
        : this(path, MaxBytes)
    {
    }

    /// <param name="maxBytes">Where it ends at the latest: a power of two from 8 KiB on.</param>
    public KernelFile(string path, int maxBytes)
    {
        Path = path;
        _maxBytes = maxBytes;
        _path = Encoding.UTF8.GetBytes(path + "\0");
    }

    public string Path { get; }

    /// <summary>The whole text of the file as it is now. Valid until the next read.</summary>
    /// <exception cref="KernelReadException">The file can't be opened or read, or is larger than <see cref="MaxBytes"/>.</exception>
    public ReadOnlySpan<byte> Read()
    {
        if (!TryRead(out ReadOnlySpan<byte> text, out int errno))
        {
            throw new KernelReadException(Path, errno);
        }

        return text;
    }

    /// <summary>As <see cref="Read"/>, but a file that is not there is an answer (false) and not an error.</summary>
    public bool TryReadIfPresent(out ReadOnlySpan<byte> text)
    {
        if (TryRead(out text, out int errno))
        {
            return true;
        }

        return errno == Errno.Enoent ? false : throw new KernelReadException(Path, errno);
    }

    public void Dispose() => CloseFile();

    private bool TryRead(out ReadOnlySpan<byte> text, out int errno)
    {
        text = default;
        errno = 0;
        if (_fd < 0)
        {
            fixed (byte* path = _path)
            {
                // A tree in the place of /proc may hold anything: without O_NONBLOCK the open of a pipe waits for its writer for ever.
                _fd = LibC.Open(path, LibC.OReadOnly | LibC.OCloexec | LibC.ONonblock | LibC.ONoctty);
            }

            if (_fd < 0)
            {
                errno = LibC.LastError;
                return false;
            }
        }

        int length = 0;
        while (true)
        {
            nint got;
            fixed (byte* start = _buffer)
            {
                got = LibC.ReadAt(_fd, start + length, (nuint)(_buffer.Length - length), length);
            }

            if (got < 0)
            {
                errno = LibC.LastError;
                if (errno == Errno.Eintr)
                {
                    continue;
                }

                CloseFile();
                return false;
            }

            if (got == 0)
            {
                text = _buffer.AsSpan(0, length);
                return true;
            }

            length += (int)got;
            if (length == _buffer.Length)
            {
                if (length >= _maxBytes)
                {
                    CloseFile();
                    _buffer = new byte[FirstBytes];
                    throw new KernelReadException($"{Path}: {_maxBytes} bytes or more, expected less");
                }

                // From the start again: a file of /proc/sys answers only at offset 0, and what it did not get room for is lost.
                Array.Resize(ref _buffer, length * 2);
                length = 0;
            }
        }
    }

    private void CloseFile()
    {
        if (_fd >= 0)
        {
            _ = LibC.Close(_fd);
            _fd = -1;
        }
    }
}
