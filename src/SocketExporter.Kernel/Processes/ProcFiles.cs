using System.Text;
using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Processes;

/// <summary>
/// The system calls on /proc, relative to one directory that is kept open. What a process's end or a missing privilege can cause comes back
/// as errno; what is wrong with this process itself (EMFILE, ENFILE) is thrown.
/// </summary>
internal sealed unsafe class ProcFiles : IDisposable
{
    /// <summary>The kernel fills what it is given; 32 KiB hold about 1,300 entries.</summary>
    public const int ListingBytes = 32 * 1024;

    private readonly byte[] _path;
    private readonly byte[] _processes = GC.AllocateUninitializedArray<byte>(ListingBytes, pinned: true);
    private int _proc = -1;

    public ProcFiles(string path)
    {
        Path = path;
        _path = Encoding.UTF8.GetBytes(path + "\0");
    }

    public string Path { get; }

    public void Rewind()
    {
        if (_proc < 0)
        {
            fixed (byte* path = _path)
            {
                _proc = LibC.Open(path, LibC.OReadOnly | LibC.ODirectory | LibC.OCloexec);
            }

            if (_proc < 0)
            {
                throw new KernelReadException(Path, LibC.LastError);
            }
        }
        else if (LibC.Seek(_proc, 0, 0) < 0)
        {
            throw Unreadable(LibC.LastError);
        }
    }

    /// <summary>The next part of the listing of /proc, empty at its end. Valid until the next call.</summary>
    public ReadOnlySpan<byte> NextProcesses()
    {
        nint got = List(_proc, _processes);
        return got >= 0 ? _processes.AsSpan(0, (int)got) : throw Unreadable((int)-got);
    }

    /// <summary>The text of a small file of a process, at most as much as <paramref name="buffer"/> takes. 0 or errno.</summary>
    public int ReadFile(int pid, ReadOnlySpan<byte> file, Span<byte> buffer, out int length)
    {
        length = 0;
        int fd = OpenFile(pid, file, LibC.OReadOnly | LibC.OCloexec | LibC.ONonblock | LibC.ONoctty);
        if (fd < 0)
        {
            return -fd;
        }

        fixed (byte* start = buffer)
        {
            nint got;
            do
            {
                got = LibC.Read(fd, start, (nuint)buffer.Length);
            }
            while (got < 0 && LibC.LastError == Errno.Eintr);

            int errno = got < 0 ? LibC.LastError : 0;
            _ = LibC.Close(fd);
            length = (int)Math.Max(got, 0);
            return errno;
        }
    }

    /// <summary>Where a link of a process leads to, at most as much as <paramref name="target"/> takes. 0 or errno.</summary>
    public int ReadLink(int pid, ReadOnlySpan<byte> file, Span<byte> target, out int length)
    {
        byte* path = stackalloc byte[ProcPath.MaxBytes];
        ProcPath.Write(new Span<byte>(path, ProcPath.MaxBytes), pid, file);
        fixed (byte* start = target)
        {
            nint got = LibC.ReadLinkAt(_proc, path, start, (nuint)target.Length);
            length = (int)Math.Max(got, 0);
            return got < 0 ? LibC.LastError : 0;
        }
    }

    public void Dispose()
    {
        if (_proc >= 0)
        {
            _ = LibC.Close(_proc);
            _proc = -1;
        }
    }

    /// <summary>Bytes, 0 at the end, or −errno.</summary>
    public static nint List(int fd, byte[] buffer)
    {
        fixed (byte* start = buffer)
        {
            nint got;
            do
            {
                got = LibC.GetDents64(fd, start, (nuint)buffer.Length);
            }
            while (got < 0 && LibC.LastError == Errno.Eintr);

            return got < 0 ? -LibC.LastError : got;
        }
    }

    /// <summary>statx of a file of a process, following links. 0 or errno.</summary>
    public int Stat(int pid, ReadOnlySpan<byte> file, out statx status)
    {
        byte* path = stackalloc byte[ProcPath.MaxBytes];
        ProcPath.Write(new Span<byte>(path, ProcPath.MaxBytes), pid, file);
        return Stat(path, out status);
    }

    /// <summary>Number of fds of this process itself, 0 if the kernel does not say (before 6.2), −1 if it isn't listed here.</summary>
    public long OwnDescriptorsSize()
    {
        fixed (byte* self = "self/fd\0"u8)
        {
            return Stat(self, out statx status) == 0 ? (long)status.stx_size : -1;
        }
    }

    /// <summary>Whether this is procfs, and not a tree that only looks like it (a recording, a test).</summary>
    public bool IsProcfs()
    {
        long* fileSystem = stackalloc long[32];
        return LibC.FStatFs(_proc, fileSystem) == 0 && *fileSystem == FileSystemMagic.PROC_SUPER_MAGIC;
    }

    /// <summary>An fd, or −errno.</summary>
    public int OpenFile(int pid, ReadOnlySpan<byte> file, int flags)
    {
        byte* path = stackalloc byte[ProcPath.MaxBytes];
        ProcPath.Write(new Span<byte>(path, ProcPath.MaxBytes), pid, file);
        int fd = LibC.OpenAt(_proc, path, flags);
        if (fd >= 0)
        {
            return fd;
        }

        int errno = LibC.LastError;
        return errno is Errno.Emfile or Errno.Enfile ? throw new KernelReadException($"files below {Path}", errno) : -errno;
    }

    private int Stat(byte* path, out statx status)
    {
        fixed (statx* result = &status)
        {
            return LibC.Statx(_proc, path, 0, StatxConstants.STATX_INO | StatxConstants.STATX_SIZE, result) < 0 ? LibC.LastError : 0;
        }
    }

    private KernelReadException Unreadable(int errno)
    {
        Dispose();
        return new KernelReadException(Path, errno);
    }
}
