using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Processes;

/// <summary>/proc/PID/fd: how many fds a process has, and which sockets are among them.</summary>
internal sealed unsafe class ProcDescriptors
{
    private readonly ProcFiles _files;
    private readonly byte[] _listing = GC.AllocateUninitializedArray<byte>(ProcFiles.ListingBytes, pinned: true);

    // Whether st_size of /proc/PID/fd is the number of open fds (Linux ≥ 6.2, proc_fd_getattr); else they are listed and counted.
    private bool? _sizeIsCount;

    public ProcDescriptors(ProcFiles files) => _files = files;

    /// <summary>Number of open fds (−1 if it can't be known) and the inode of /proc/PID/fd. 0 or errno.</summary>
    public int Look(int pid, out ulong directoryInode, out int openFiles)
    {
        int errno = _files.Stat(pid, "fd"u8, out statx status);
        directoryInode = status.stx_ino;
        openFiles = (int)Math.Min(status.stx_size, int.MaxValue);
        _sizeIsCount ??= FindOutWhetherSizeIsCount();
        if (errno == 0 && _sizeIsCount == false)
        {
            openFiles = Count(pid);
        }

        return errno;
    }

    /// <summary>
    /// The inodes of all sockets among the fds of a process, into <paramref name="inodes"/>, which grows. The links are read, never followed:
    /// a stat of an fd on a dead NFS mount hangs.
    /// </summary>
    public ProcessAccess ReadSockets(int pid, ref uint[] inodes, out int count)
    {
        count = 0;
        int fd = _files.OpenFile(pid, "fd"u8, LibC.OReadOnly | LibC.ODirectory | LibC.OCloexec);
        if (fd == -Errno.Enotdir)
        {
            return TryReadRecorded(pid) is { } recorded ? recorded.CopySockets(ref inodes, out count) : ProcessAccess.Denied;
        }

        if (fd < 0)
        {
            return AccessAfter(-fd);
        }

        try
        {
            while (true)
            {
                nint got = ProcFiles.List(fd, _listing);
                if (got <= 0)
                {
                    return got == 0 ? ProcessAccess.Visible : AccessAfter((int)-got);
                }

                var entries = new DirectoryEntries(_listing.AsSpan(0, (int)got));
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

    private static ProcessAccess AccessAfter(int errno) =>
        errno is Errno.Eacces or Errno.Eperm ? ProcessAccess.Denied : ProcessAccess.Gone;

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

    /// <summary>null where there is something else: one process that can't be understood must not hide all others.</summary>
    private RecordedDescriptors? TryReadRecorded(int pid)
    {
        try
        {
            return RecordedDescriptors.Read(_files.Path, pid);
        }
        catch (KernelReadException e) when (e.ErrorNumber is not (Errno.Emfile or Errno.Enfile))
        {
            return null;
        }
    }

    private int Count(int pid)
    {
        int fd = _files.OpenFile(pid, "fd"u8, LibC.OReadOnly | LibC.ODirectory | LibC.OCloexec);
        if (fd == -Errno.Enotdir)
        {
            return TryReadRecorded(pid)?.OpenFiles ?? -1;
        }

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
                nint got = ProcFiles.List(fd, _listing);
                if (got <= 0)
                {
                    return got == 0 ? count : -1;
                }

                var entries = new DirectoryEntries(_listing.AsSpan(0, (int)got));
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

    /// <summary>
    /// A tree that is no procfs has the sizes of its own file system. In a /proc of another pid namespace this process isn't listed: pid 1
    /// always has fds.
    /// </summary>
    private bool FindOutWhetherSizeIsCount()
    {
        if (!_files.IsProcfs())
        {
            return false;
        }

        long own = _files.OwnDescriptorsSize();
        return own > 0 || (own < 0 && _files.Stat(1, "fd"u8, out statx first) == 0 && first.stx_size > 0);
    }
}
