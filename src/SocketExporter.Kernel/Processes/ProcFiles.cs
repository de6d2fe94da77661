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
    // The kernel fills what it is given; 32 KiB hold about 1,300 entries.
    private const int ListingBytes = 32 * 1024;

    private readonly byte[] _path;
    private readonly byte[] _processes = GC.AllocateUninitializedArray<byte>(ListingBytes, pinned: true);
    private readonly byte[] _descriptors = GC.AllocateUninitializedArray<byte>(ListingBytes, pinned: true);
    private int _proc = -1;
    private bool _sizeIsCount;

    public ProcFiles(string path)
    {
        Path = path;
        _path = Encoding.UTF8.GetBytes(path + "\0");
    }

    public string Path { get; }

    /// <summary>Whether st_size of /proc/PID/fd is the number of open fds (Linux ≥ 6.2, proc_fd_getattr); else they are listed and counted.</summary>
    public bool SizeIsCount => _sizeIsCount;

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

            _sizeIsCount = FindOutWhetherSizeIsCount();
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

    /// <summary>Number of open fds (−1 if it can't be known) and the inode of /proc/PID/fd. 0 or errno.</summary>
    public int LookAtDescriptors(int pid, out ulong directoryInode, out int openFiles)
    {
        int errno = StatDescriptors(pid, out statx status);
        directoryInode = status.stx_ino;
        openFiles = (int)Math.Min(status.stx_size, int.MaxValue);
        if (errno == 0 && !_sizeIsCount)
        {
            openFiles = CountDescriptors(pid);
        }

        return errno;
    }

    /// <summary>The text of a small file of a process, at most as much as <paramref name="buffer"/> takes. 0 or errno.</summary>
    public int ReadFile(int pid, ReadOnlySpan<byte> file, Span<byte> buffer, out int length)
    {
        length = 0;
        int fd = OpenFile(pid, file, LibC.OReadOnly | LibC.OCloexec);
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

    /// <summary>
    /// The inodes of all sockets among the fds of a process, into <paramref name="inodes"/>, which grows. The links are read, never followed:
    /// a stat of an fd on a dead NFS mount hangs.
    /// </summary>
    public ProcessAccess ReadSockets(int pid, ref uint[] inodes, out int count)
    {
        count = 0;
        int fd = OpenFile(pid, "fd"u8, LibC.OReadOnly | LibC.ODirectory | LibC.OCloexec);
        if (fd < 0)
        {
            return AccessAfter(-fd);
        }

        try
        {
            while (true)
            {
                nint got = List(fd, _descriptors);
                if (got <= 0)
                {
                    return got == 0 ? ProcessAccess.Visible : AccessAfter((int)-got);
                }

                var entries = new DirectoryEntries(_descriptors.AsSpan(0, (int)got));
                while (entries.MoveNext())
                {
                    int errno = ReadLink(fd, entries.Name, out uint inode);
                    if (errno is Errno.Eacces or Errno.Eperm)
                    {
                        return ProcessAccess.Denied;
                    }

                    if (inode != 0)
                    {
                        if (count == inodes.Length)
                        {
                            Array.Resize(ref inodes, count * 2);
                        }

                        inodes[count++] = inode;
                    }
                }
            }
        }
        finally
        {
            _ = LibC.Close(fd);
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

    private static ProcessAccess AccessAfter(int errno) =>
        errno is Errno.Eacces or Errno.Eperm ? ProcessAccess.Denied : ProcessAccess.Gone;

    /// <summary>Bytes, 0 at the end, or −errno.</summary>
    private static nint List(int fd, byte[] buffer)
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

    private static int ReadLink(int directory, ReadOnlySpan<byte> name, out uint inode)
    {
        inode = 0;
        byte* link = stackalloc byte[SocketLink.MaxBytes];
        fixed (byte* path = name)
        {
            nint got = LibC.ReadLinkAt(directory, path, link, SocketLink.MaxBytes);
            if (got < 0)
            {
                return LibC.LastError;
            }

            _ = SocketLink.TryParse(new ReadOnlySpan<byte>(link, (int)got), out inode);
            return 0;
        }
    }

    private int CountDescriptors(int pid)
    {
        int fd = OpenFile(pid, "fd"u8, LibC.OReadOnly | LibC.ODirectory | LibC.OCloexec);
        if (fd < 0)
        {
            return -1;
        }

        try
        {
            // Our own listing shows the fd it is read by.
            int count = pid == Environment.ProcessId ? -1 : 0;
            while (true)
            {
                nint got = List(fd, _descriptors);
                if (got <= 0)
                {
                    return got == 0 ? count : -1;
                }

                var entries = new DirectoryEntries(_descriptors.AsSpan(0, (int)got));
                while (entries.MoveNext())
                {
                    count++;
                }
            }
        }
        finally
        {
            _ = LibC.Close(fd);
        }
    }

    /// <summary>An fd, or −errno.</summary>
    private int OpenFile(int pid, ReadOnlySpan<byte> file, int flags)
    {
        byte* path = stackalloc byte[ProcPath.MaxBytes];
        ProcPath.Write(new Span<byte>(path, ProcPath.MaxBytes), pid, file);
        int fd = LibC.OpenAt(_proc, path, flags);
        if (fd >= 0)
        {
            return fd;
        }

        int errno = LibC.LastError;
        return errno is Errno.Emfile or Errno.Enfile ? throw new KernelReadException($"{Path}/{pid}", errno) : -errno;
    }

    private int StatDescriptors(int pid, out statx status)
    {
        byte* path = stackalloc byte[ProcPath.MaxBytes];
        ProcPath.Write(new Span<byte>(path, ProcPath.MaxBytes), pid, "fd"u8);
        fixed (statx* result = &status)
        {
            return LibC.Statx(_proc, path, 0, StatxConstants.STATX_INO | StatxConstants.STATX_SIZE, result) < 0 ? LibC.LastError : 0;
        }
    }

    private bool FindOutWhetherSizeIsCount()
    {
        // A tree that only looks like /proc (a recording, a test) has the sizes of its own file system.
        long* fileSystem = stackalloc long[32];
        if (LibC.FStatFs(_proc, fileSystem) < 0 || *fileSystem != FileSystemMagic.PROC_SUPER_MAGIC)
        {
            return false;
        }

        // This process has at least the fd of /proc open. In a /proc of another pid namespace it isn't listed: pid 1 always has some.
        statx status;
        fixed (byte* self = "self/fd\0"u8)
        {
            if (LibC.Statx(_proc, self, 0, StatxConstants.STATX_SIZE, &status) == 0)
            {
                return status.stx_size > 0;
            }
        }

        return StatDescriptors(1, out status) == 0 && status.stx_size > 0;
    }

    private KernelReadException Unreadable(int errno)
    {
        Dispose();
        return new KernelReadException(Path, errno);
    }
}
