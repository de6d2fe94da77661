using System.Text;
using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Kernel.Processes;

/// <summary>
/// Where control groups are in the hierarchy of cgroup2, by the id that sockets carry: the inode of their directory. The directories are listed, from the root outwards, until all that
/// is asked for is found: 15 µs a directory, no privilege needed. (A handle of the kernel would be opened at once, but by nobody without CAP_DAC_READ_SEARCH.) Nothing
/// stays open. Not thread-safe.
/// </summary>
public sealed unsafe class ControlGroupTree
{
    /// <summary>Directories that one search lists. A busy node of Kubernetes has two thousand; half a second at most.</summary>
    public const int MaxDirectories = 32_768;

    /// <summary>Levels below the mount. systemd in a container in a pod has eight.</summary>
    public const int MaxDepth = 32;

    private readonly KernelSource _kernel;
    private readonly long _fileSystem;
    private readonly byte[] _listing = GC.AllocateUninitializedArray<byte>(ProcFiles.ListingBytes, pinned: true);
    private MountTable? _mount;

    /// <param name="kernel">This host's, or a recording.</param>
    public ControlGroupTree(KernelSource kernel)
        : this(kernel, FileSystemMagic.CGROUP2_SUPER_MAGIC)
    {
    }

    /// <param name="fileSystem">f_type of what is to be mounted there; 0: whatever it is.</param>
    internal ControlGroupTree(KernelSource kernel, long fileSystem)
    {
        _kernel = kernel;
        _fileSystem = fileSystem;
    }

    /// <summary>Whether the last <see cref="Find"/> had a hierarchy to look into.</summary>
    public bool IsPresent { get; private set; }

    /// <summary>Directories that the last <see cref="Find"/> has listed.</summary>
    public int Listed { get; private set; }

    /// <summary>
    /// Takes from <paramref name="wanted"/> the ids that it finds, and puts their paths, from the root of the hierarchy as far as it is to be seen, into <paramref name="paths"/>.
    /// What it does not find has been removed, or is not to be seen from here.
    /// </summary>
    /// <exception cref="KernelReadException">The mounts can't be read, or this process is out of fds.</exception>
    public void Find(HashSet<ulong> wanted, Dictionary<ulong, string> paths)
    {
        Listed = 0;
        if (_kernel.RecordedControlGroups is { } recorded)
        {
            IsPresent = recorded.Count > 0;
            foreach (ulong id in wanted.Where(recorded.ContainsKey).ToArray())
            {
                paths.Add(id, recorded[id]);
                wanted.Remove(id);
            }

            return;
        }

        IsPresent = FindMount();
        if (IsPresent && wanted.Count > 0)
        {
            Search(_mount!, wanted, paths);
        }
    }

    /// <summary>The paths of all control groups by id, for a recording; empty where there is no hierarchy.</summary>
    /// <exception cref="KernelReadException">As <see cref="Find"/>.</exception>
    internal Dictionary<ulong, string> ReadAll()
    {
        Listed = 0;
        Dictionary<ulong, string> paths = [];
        if (FindMount())
        {
            Search(_mount!, wanted: null, paths);
        }

        return paths;
    }

    /// <summary>The mount stays where it is, mostly: then the table, which has a line for each mount of each container, is not read again.</summary>
    private bool FindMount()
    {
        if (_mount is { } known && IsHierarchy(known))
        {
            return true;
        }

        string proc = _kernel.ProcPath;
        using var file = new KernelFile($"{proc}/self/mountinfo");
        MountTable? mounts = file.TryReadIfPresent(out ReadOnlySpan<byte> text) ? MountTable.Parse(text, proc) : null;
        _mount = mounts is not null && IsHierarchy(mounts) ? mounts : null;
        return _mount is not null;
    }

    /// <summary>Something else may have been mounted over it since, or over a directory above.</summary>
    private bool IsHierarchy(MountTable mounts)
    {
        if (mounts.Cgroup2Path is null || Open(Encoding.UTF8.GetBytes(mounts.Cgroup2Path)) is var directory && directory < 0)
        {
            return false;
        }

        long* fileSystem = stackalloc long[32];
        bool isHierarchy = _fileSystem == 0 || (LibC.FStatFs(directory, fileSystem) == 0 && *fileSystem == _fileSystem);
        _ = LibC.Close(directory);
        return isHierarchy;
    }

    /// <param name="wanted">null: every one.</param>
    private void Search(MountTable mount, HashSet<ulong>? wanted, Dictionary<ulong, string> paths)
    {
        byte[] start = Encoding.UTF8.GetBytes(mount.Cgroup2Path!);

        // What is mounted may be a part of the hierarchy; what is above the root of this cgroup namespace is the root for us.
        string above = mount.Cgroup2Root is { } root && root != "/" && !root.Contains("..", StringComparison.Ordinal) ? root : "";
        if (InodeOf(start) is { } inode)
        {
            Note(inode, above.Length == 0 ? "/" : above);
        }

        var waiting = new Queue<(byte[] Path, int Depth)>([(start, 0)]);
        while (wanted is not { Count: 0 } && Listed < MaxDirectories && waiting.TryDequeue(out (byte[] Path, int Depth) next))
        {
            foreach ((ulong id, byte[] path) in List(next.Path))
            {
                Note(id, above + Encoding.UTF8.GetString(path.AsSpan(start.Length)));
                if (next.Depth < MaxDepth && waiting.Count < MaxDirectories)
                {
                    waiting.Enqueue((path, next.Depth + 1));
                }
            }
        }

        void Note(ulong id, string path)
        {
            if (wanted?.Remove(id) ?? true)
            {
                paths[id] = path;
            }
        }
    }

    private static ulong? InodeOf(byte[] path)
    {
        fixed (byte* zeroTerminated = (byte[])[.. path, 0])
        {
            statx status;
            return LibC.Statx(LibC.AtFdcwd, zeroTerminated, 0, StatxConstants.STATX_INO, &status) == 0 ? status.stx_ino : null;
        }
    }

    /// <summary>The directories in a directory; of one that is removed meanwhile, what was still there.</summary>
    private List<(ulong Inode, byte[] Path)> List(byte[] path)
    {
        Listed++;
        List<(ulong Inode, byte[] Path)> found = [];
        int directory = Open(path);
        if (directory < 0)
        {
            return found;
        }

        try
        {
            for (nint got; (got = ProcFiles.List(directory, _listing)) > 0;)
            {
                var entries = new DirectoryEntries(_listing.AsSpan(0, (int)got));
                while (entries.MoveNext())
                {
                    if (entries.MayBeDirectory)
                    {
                        found.Add((entries.Inode, [.. path, (byte)'/', .. entries.Name]));
                    }
                }
            }
        }
        finally
        {
            _ = LibC.Close(directory);
        }

        return found;
    }

    /// <summary>An fd, or −1.</summary>
    private static int Open(byte[] path)
    {
        fixed (byte* zeroTerminated = (byte[])[.. path, 0])
        {
            int fd = LibC.Open(zeroTerminated, LibC.OReadOnly | LibC.ODirectory | LibC.OCloexec);
            return fd < 0 && LibC.LastError is Errno.Emfile or Errno.Enfile ? throw new KernelReadException(Encoding.UTF8.GetString(path), LibC.LastError) : fd;
        }
    }
}
