using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Processes;

/// <summary>
/// All processes, looked at once a sample: one statx each of /proc/PID/fd, whose size is the number of open fds and whose inode is the identity of
/// the process as long as the kernel has it in its cache. Nothing else is read of a process that stays as it is, and nothing allocated.
/// </summary>
internal sealed class ProcessList : IDisposable
{
    /// <summary>
    /// A process that calls exec without opening or closing anything shows it by its name alone. Names are read again one in this many a sample
    /// (at 5 s: each within a minute), at once when the number of fds changed, and at the sample after a process's first, when a fork has called exec.
    /// </summary>
    public const int SamplesPerNameRound = 12;

    /// <summary>Limits change seldom: they are read again one in this many a sample (at 5 s: each within five minutes), after a name changed, and of a process that is half full at each change.</summary>
    public const int SamplesPerLimitRound = 60;

    private readonly ProcFiles _files;
    private readonly ProcDescriptors _descriptors;
    private readonly ProcIdentity _identity;
    private readonly ForkWatch _forks;
    private readonly ProcessSlots _slots = new();
    private int[] _live = new int[256];
    private int[] _seen = new int[256];
    private int _seenCount;
    private int _hidden;
    private long _lastVersion;

    public ProcessList(ProcFiles files, ProcDescriptors descriptors)
    {
        _files = files;
        _descriptors = descriptors;
        _identity = new ProcIdentity(files);
        _forks = new ForkWatch(files.Path);
    }

    /// <summary>By slot. Slots of ended processes are not Alive, and not reused before <see cref="ReuseEnded"/>.</summary>
    public ProcessEntry[] Entries => _slots.Entries;

    public int LiveCount { get; private set; }

    /// <summary>Processes of which nothing but the pid could be known in this sample.</summary>
    public int HiddenCount { get; private set; }

    public ReadOnlySpan<int> Live => _live.AsSpan(0, LiveCount);

    public void Look(long sample)
    {
        _seenCount = 0;
        _hidden = 0;
        try
        {
            // Processes that let nobody in are not known and must be listed to be counted.
            if (_forks.MayHaveStarted(sample) || HiddenCount > 0)
            {
                LookAtListed(sample);
            }
            else
            {
                LookAtKnown(sample);
            }
        }
        catch (KernelReadException)
        {
            _forks.Forget();
            KeepNew(sample);
            throw;
        }

        EndUnseen(sample);
        SortByPid();
        (_live, _seen) = (_seen, _live);
        LiveCount = _seenCount;
        HiddenCount = _hidden;
    }

    /// <summary>To be called when nothing refers to the slots of ended processes any more.</summary>
    public void ReuseEnded() => _slots.ReuseEnded();

    public void Dispose()
    {
        _forks.Dispose();
        _files.Dispose();
    }

    private void LookAtKnown(long sample)
    {
        foreach (int slot in Live)
        {
            LookAt(Entries[slot].Info.Pid, sample);
        }
    }

    private void LookAtListed(long sample)
    {
        _files.Rewind();
        while (true)
        {
            ReadOnlySpan<byte> listing = _files.NextProcesses();
            if (listing.IsEmpty)
            {
                break;
            }

            var entries = new DirectoryEntries(listing);
            while (entries.MoveNext())
            {
                if (ProcPath.TryParsePid(entries.Name, out int pid))
                {
                    LookAt(pid, sample);
                }
            }
        }
    }

    private void LookAt(int pid, long sample)
    {
        int errno = _descriptors.Look(pid, out ulong directoryInode, out int openFiles);
        if (errno != 0)
        {
            // hidepid=1 lists processes and lets nobody in; anything else is a process that has just ended.
            _hidden += errno is Errno.Eacces or Errno.Eperm ? 1 : 0;
            return;
        }

        if (!_slots.TryFind(pid, out int slot))
        {
            Add(pid, directoryInode, openFiles, sample);
            return;
        }

        ref ProcessEntry entry = ref Entries[slot];
        if (entry.DirectoryInode != directoryInode)
        {
            Span<byte> text = stackalloc byte[ProcessStat.MaxBytes];
            if (!TryReadStat(pid, text, out ProcessStat stat))
            {
                return;
            }

            if (stat.StartTicks != entry.Info.StartTicks)
            {
                Add(pid, directoryInode, openFiles, sample);
                return;
            }

            entry.DirectoryInode = directoryInode;
        }

        openFiles = FilesOf(entry.Info.IsKernelThread, openFiles);
        bool changed = entry.Info.OpenFiles != openFiles;
        bool roundTurn = slot % SamplesPerNameRound == sample % SamplesPerNameRound;
        bool limitDue = slot % SamplesPerLimitRound == sample % SamplesPerLimitRound;
        entry.Info.OpenFiles = openFiles;
        entry.ScanDue |= changed || (roundTurn && entry.Access == ProcessAccess.Denied);
        if (openFiles == 0)
        {
            NoteWithoutFiles(ref entry);
        }

        bool isSecondLook = entry.FirstSample == sample - 1;
        if (!entry.Info.IsKernelThread && (changed || roundTurn || isSecondLook) && (_identity.RereadName(ref entry.Info) || isSecondLook))
        {
            entry.Info.Version = ++_lastVersion;
            limitDue = true;
        }

        if (!entry.Info.IsKernelThread && (limitDue || (changed && openFiles > entry.Info.OpenFilesLimit / 2)))
        {
            _identity.RereadLimit(ref entry.Info);
        }

        MarkSeen(slot, sample);
    }

    private void Add(int pid, ulong directoryInode, int openFiles, long sample)
    {
        Span<byte> text = stackalloc byte[ProcessStat.MaxBytes];
        if (!TryReadStat(pid, text, out ProcessStat stat))
        {
            return;
        }

        openFiles = FilesOf(stat.IsKernelThread, openFiles);
        int slot = _slots.Take(pid);
        Entries[slot] = new ProcessEntry
        {
            Info = new ProcessInfo
            {
                Pid = pid,
                StartTicks = stat.StartTicks,
                Name = ProcessName.Decode(stat.Comm),
                IsKernelThread = stat.IsKernelThread,
                OpenFiles = openFiles,
                Version = ++_lastVersion,
            },
            Seniority = ProcessEntry.SeniorityOf(pid, stat.StartTicks),
            DirectoryInode = directoryInode,

            // Goes on from the slot's last process: what is still remembered as that one's is not this one's.
            Scan = (ushort)(Entries[slot].Scan + 1),
            FirstSample = sample,
            Alive = true,
            ScanDue = true,
        };
        if (openFiles == 0)
        {
            NoteWithoutFiles(ref Entries[slot]);
        }
        else if (!stat.IsKernelThread)
        {
            _identity.RereadLimit(ref Entries[slot].Info);
        }

        MarkSeen(slot, sample);
    }

    /// <summary>
    /// A thread of the kernel, or a process that ended and was not collected yet: what it held it holds no more, and there is nothing to
    /// read.
    /// </summary>
    private static void NoteWithoutFiles(ref ProcessEntry entry)
    {
        entry.Scan++;
        entry.ScanDue = false;
        entry.HasSockets = false;
        entry.Access = ProcessAccess.Visible;
        entry.Info.FilesVisible = true;
        entry.Info.FilesDenied = false;
    }

    /// <summary>A thread of the kernel has none, also where the kernel tells their number to nobody (before 6.2): it is not one more process that is denied.</summary>
    private static int FilesOf(bool isKernelThread, int openFiles) => isKernelThread ? 0 : openFiles;

    private bool TryReadStat(int pid, Span<byte> buffer, out ProcessStat stat)
    {
        ProcessAccess access = _identity.ReadStat(pid, buffer, out stat);
        _hidden += access == ProcessAccess.Denied ? 1 : 0;
        return access == ProcessAccess.Visible;
    }

    private void MarkSeen(int slot, long sample)
    {
        if (_seenCount == _seen.Length)
        {
            Array.Resize(ref _seen, _seen.Length * 2);
        }

        _seen[_seenCount++] = slot;
        Entries[slot].LastSample = sample;
    }

    /// <summary>procfs lists by pid; a tree on another file system, a recording, lists as it likes.</summary>
    private void SortByPid()
    {
        for (int i = 1; i < _seenCount; i++)
        {
            if (Entries[_seen[i - 1]].Info.Pid > Entries[_seen[i]].Info.Pid)
            {
                _seen.AsSpan(0, _seenCount).Sort((left, right) => Entries[left].Info.Pid.CompareTo(Entries[right].Info.Pid));
                return;
            }
        }
    }

    private void EndUnseen(long sample)
    {
        foreach (int slot in Live)
        {
            if (Entries[slot].LastSample != sample)
            {
                _slots.End(slot);
            }
        }
    }

    /// <summary>
    /// After a failure half-way the list of the live stays as it was, and what was added since is not lost: it would never end.
    /// </summary>
    private void KeepNew(long sample)
    {
        foreach (int slot in _seen.AsSpan(0, _seenCount))
        {
            if (Entries[slot].FirstSample == sample)
            {
                if (LiveCount == _live.Length)
                {
                    Array.Resize(ref _live, LiveCount * 2);
                }

                _live[LiveCount++] = slot;
            }
        }
    }
}
