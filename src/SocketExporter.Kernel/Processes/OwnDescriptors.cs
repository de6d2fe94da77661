using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Processes;

/// <summary>The fds of this process, counted without an object for each (a directory enumeration of the runtime asks what every link leads to).</summary>
public static unsafe class OwnDescriptors
{
    /// <summary>Number of open fds, −1 if /proc is not there.</summary>
    public static int Count()
    {
        fixed (byte* path = "/proc/self/fd\0"u8)
        {
            // st_size is the number since Linux 6.2 (fs/proc/fd.c, proc_fd_getattr), 0 before.
            statx status;
            if (LibC.Statx(LibC.AtFdcwd, path, 0, StatxConstants.STATX_SIZE, &status) == 0 && status.stx_size > 0)
            {
                return (int)Math.Min(status.stx_size, int.MaxValue);
            }

            int fd = LibC.Open(path, LibC.OReadOnly | LibC.ODirectory | LibC.OCloexec);
            return fd < 0 ? -1 : CountAndClose(fd);
        }
    }

    private static int CountAndClose(int fd)
    {
        try
        {
            byte[] listing = GC.AllocateUninitializedArray<byte>(8 * 1024, pinned: true);
            int count = -1; // the one it is read by
            nint got;
            while ((got = ProcFiles.List(fd, listing)) > 0)
            {
                var entries = new DirectoryEntries(listing.AsSpan(0, (int)got));
                while (entries.MoveNext())
                {
                    count++;
                }
            }

            return got < 0 ? -1 : count;
        }
        finally
        {
            _ = LibC.Close(fd);
        }
    }
}
