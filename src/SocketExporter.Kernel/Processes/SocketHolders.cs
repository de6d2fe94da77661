using System.Runtime.InteropServices;
using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Processes;

/// <summary>
/// Which process has which socket open, found in one scan of the fds of all processes; for what asks once. (<see cref="ProcessTable"/> is for
/// what asks again and again.) Of several processes the one with the lowest pid, as in net-tools.
/// </summary>
public sealed class SocketHolders : IDisposable
{
    /// <summary>As much of the command line as net-tools reads.</summary>
    private const int MaxCommandBytes = 511;

    private readonly ProcFiles _files;
    private readonly ProcDescriptors _descriptors;
    private readonly ProcIdentity _identity;
    private readonly Dictionary<uint, int> _holderOfInode = [];
    private readonly List<(int Pid, byte[] Name)> _holders = [];
    private uint[] _inodes = new uint[256];

    /// <param name="procPath">Where procfs is mounted, usually /proc.</param>
    public SocketHolders(string procPath)
    {
        _files = new ProcFiles(procPath);
        _descriptors = new ProcDescriptors(_files);
        _identity = new ProcIdentity(_files);
    }

    /// <summary>Processes whose fds we were refused to see. Threads of the kernel are none: they have no fds.</summary>
    public int DeniedProcesses { get; private set; }

    /// <summary>Forgets what was found before and looks at every process anew.</summary>
    /// <exception cref="KernelReadException">procPath can't be read, or this process is out of fds.</exception>
    public void Read()
    {
        _holderOfInode.Clear();
        _holders.Clear();
        DeniedProcesses = 0;
        _files.Rewind();
        while (true)
        {
            ReadOnlySpan<byte> listing = _files.NextProcesses();
            if (listing.IsEmpty)
            {
                return;
            }

            var entries = new DirectoryEntries(listing);
            while (entries.MoveNext())
            {
                if (ProcPath.TryParsePid(entries.Name, out int pid))
                {
                    Add(pid);
                }
            }
        }
    }

    /// <summary>The holder of a socket; false if no process that can be seen has it open.</summary>
    /// <param name="name">Of its program: the first word of its command line, without the directories. Any bytes.</param>
    public bool TryFind(uint inode, out int pid, out ReadOnlySpan<byte> name)
    {
        if (_holderOfInode.TryGetValue(inode, out int holder))
        {
            (pid, byte[] bytes) = _holders[holder];
            name = bytes;
            return true;
        }

        pid = 0;
        name = default;
        return false;
    }

    public void Dispose() => _files.Dispose();

    /// <summary>
    /// The program's name in a command line, whose words end with NUL each: of a path what is behind the last slash. What does not begin with a slash is
    /// shown whole: "sshd: /usr/sbin/sshd -D".
    /// </summary>
    internal static ReadOnlySpan<byte> ProgramName(ReadOnlySpan<byte> commandLine)
    {
        int end = commandLine.IndexOf((byte)0);
        ReadOnlySpan<byte> word = end < 0 ? commandLine : commandLine[..end];
        return word.Length > 0 && word[0] == '/' ? word[(word.LastIndexOf((byte)'/') + 1)..] : word;
    }

    private void Add(int pid)
    {
        ProcessAccess access = _descriptors.ReadSockets(pid, ref _inodes, out int count);
        if (access == ProcessAccess.Denied)
        {
            DeniedProcesses += IsKernelThread(pid) ? 0 : 1;
            return;
        }

        int holder = -1;
        foreach (uint inode in _inodes.AsSpan(0, count))
        {
            if (holder < 0)
            {
                holder = _holders.Count;
                _holders.Add((pid, NameOf(pid)));
            }

            // procfs lists pids in their order; what stands in its place may not.
            ref int known = ref CollectionsMarshal.GetValueRefOrAddDefault(_holderOfInode, inode, out bool exists);
            if (!exists || pid < _holders[known].Pid)
            {
                known = holder;
            }
        }
    }

    /// <summary>False too where nothing can be known of the process (hidepid).</summary>
    private bool IsKernelThread(int pid)
    {
        Span<byte> text = stackalloc byte[ProcessStat.MaxBytes];
        return _identity.ReadStat(pid, text, out ProcessStat stat) == ProcessAccess.Visible && stat.IsKernelThread;
    }

    private byte[] NameOf(int pid)
    {
        Span<byte> text = stackalloc byte[MaxCommandBytes];
        if (_files.ReadFile(pid, "cmdline"u8, text, out int length) == 0)
        {
            return ProgramName(text[..length]).ToArray();
        }

        // A recording has no command lines, and a process that has just ended none any more.
        return _files.ReadFile(pid, "comm"u8, text, out length) == 0 ? ProcessName.FromCommFile(text[..length]).ToArray() : [];
    }
}
