using System.Runtime.CompilerServices;

namespace SocketExporter.Kernel.Processes;

/// <summary>
/// The processes of the host and which of them owns a socket. Incremental: a process that stays as it is costs one statx a sample, a socket that is
/// known one look-up. A sample is <see cref="BeginSample"/>, any number of <see cref="FindOwner"/>, <see cref="Resolve"/> for what was not known,
/// <see cref="EndSample"/>. Not thread-safe.
/// <para>
/// Owner of a socket that several processes hold: not pid 1, then the earliest start, then the lowest pid among those that were looked at when it was
/// first met; and it stays while that process holds it. The sockets of a process that ended are looked for anew at once.
/// </para>
/// <para>
/// What can be wrong, and how long. A process that gave a socket away and opened something else between two samples, so that the number of its fds is
/// the same, stays the owner until its fds are read again: when their number changes or a scan for an unknown socket comes by. A socket given
/// away by a process whose number of fds changed is unknown, or the old owner's, for one sample. A name after exec without
/// any fd opened or closed is noticed within <see cref="ProcessList.SamplesPerNameRound"/> samples. Sockets of a process whose first
/// thread has ended while others go on are not found: the kernel shows no fds of it.
/// </para>
/// </summary>
public sealed class ProcessTable : IDisposable
{
    /// <summary>Not a slot: the owner is not, or not yet, known.</summary>
    public const int Unknown = -1;

    /// <summary>Sockets that are remembered at most.</summary>
    public const int MaxInodes = InodeIndex.DefaultCapacity;

    private readonly ProcessList _processes;
    private readonly InodeIndex _index;
    private readonly OwnerSearch _search;
    private readonly ProcDetails _details;
    private long _sample;
    private long _resolvedSample;

    /// <param name="procPath">Where procfs is mounted, usually /proc.</param>
    public ProcessTable(string procPath)
        : this(procPath, InodeIndex.DefaultCapacity)
    {
    }

    internal ProcessTable(string procPath, int inodeCapacity)
    {
        var files = new ProcFiles(procPath);
        var descriptors = new ProcDescriptors(files);
        _details = new ProcDetails(files);
        _processes = new ProcessList(files, descriptors);
        _index = new InodeIndex(inodeCapacity);
        _search = new OwnerSearch(_processes, descriptors, _index);
    }

    /// <summary>
    /// Slots of the processes alive at <see cref="BeginSample"/>, in order of pid. A process keeps its slot while it lives.
    /// </summary>
    public ReadOnlySpan<int> Slots => _processes.Live;

    public ProcessVisibility Visibility
    {
        get
        {
            int readable = 0;
            int denied = 0;
            foreach (int slot in Slots)
            {
                ref readonly ProcessEntry entry = ref _processes.Entries[slot];
                readable += entry.Info.FilesVisible ? 1 : 0;
                denied += entry.Access == ProcessAccess.Denied ? 1 : 0;
            }

            return new ProcessVisibility(Slots.Length + _processes.HiddenCount, readable, denied + _processes.HiddenCount);
        }
    }

    /// <summary>Sockets remembered with their owner, or as not found.</summary>
    public int RememberedInodes => _index.Count;

    /// <summary>Of these, sockets asked for in this sample that no visible process holds.</summary>
    public int UnownedInodes => _index.UnownedCount;

    /// <summary>
    /// How often a socket could not be remembered because a million are (<see cref="InodeIndex.DefaultCapacity"/>). Only grows.
    /// </summary>
    public long RefusedInodesTotal => _index.RefusedTotal;

    /// <summary>How often the fds of a process were read one by one. Only grows.</summary>
    public long ScannedProcessesTotal => _search.ScansTotal;

    /// <summary>
    /// Whether the last <see cref="BeginSample"/> could look at the processes. When it could not, there is nothing to <see cref="Resolve"/> by, and what is
    /// remembered goes on to be true of the last sample: <see cref="FindOwner"/> answers from it.
    /// </summary>
    public bool IsCurrent { get; private set; }

    /// <summary>The process in a slot. The reference is good until the next <see cref="BeginSample"/>.</summary>
    public ref readonly ProcessInfo this[int slot] => ref _processes.Entries[slot].Info;

    /// <summary>
    /// The arguments of a process with blanks between them, at most <see cref="ProcDetails.MaxCommandLineBytes"/> bytes. null if it can't be read. Read at each call, as are the next two.
    /// </summary>
    /// <exception cref="KernelReadException">This process is out of fds.</exception>
    public string? CommandLineOf(int slot) => _details.CommandLine(this[slot].Pid);

    /// <summary>The path of the program that a process runs; null if it can't be read.</summary>
    public string? ExecutableOf(int slot) => _details.Executable(this[slot].Pid);

    /// <summary>The path of the control group that a process is in, "/system.slice/nginx.service"; null if it can't be read.</summary>
    /// <exception cref="KernelReadException">This process is out of fds.</exception>
    public string? ControlGroupOf(int slot) => _details.ControlGroup(this[slot].Pid);

    /// <summary>Looks at every process once, and notes which are new, changed and gone.</summary>
    /// <exception cref="KernelReadException">procPath can't be read, or this process is out of fds.</exception>
    public void BeginSample()
    {
        _sample++;
        IsCurrent = false;
        _index.BeginSample(_sample);
        _processes.Look(_sample);
        IsCurrent = true;
    }

    /// <summary>Slot of the process that owns the socket, or <see cref="Unknown"/>. inode 0 is nobody's and not to be asked for.</summary>
    public int FindOwner(uint inode)
    {
        ref InodeEntry entry = ref _index.Find(inode);
        if (Unsafe.IsNullRef(ref entry))
        {
            return Unknown;
        }

        _index.Ask(ref entry);
        return _search.IsOwned(entry) ? entry.Slot : Unknown;
    }

    /// <summary>
    /// As <see cref="FindOwner"/> for many at once: look-ups that don't wait for each other have their cache misses together. 0 is allowed and
    /// <see cref="Unknown"/>.
    /// </summary>
    /// <param name="inodes">What to look for.</param>
    /// <param name="slots">Answers, at least as many.</param>
    public void FindOwners(ReadOnlySpan<uint> inodes, Span<int> slots)
    {
        slots = slots[..inodes.Length];
        _index.Fetch(inodes);
        for (int i = 0; i < slots.Length; i++)
        {
            slots[i] = FindOwner(inodes[i]);
        }
    }

    /// <summary>
    /// Reads the fds of new processes and of changed ones that hold sockets; while any of <paramref name="inodes"/> is not found, also of the other
    /// changed and then of all other processes. An inode that all of them do not hold is looked for again after 1, 2, 4 … 64 samples, each time in all
    /// changed and a quarter of the unchanged processes. Afterwards ask <see cref="FindOwner"/>. May be called several times a sample, also with nothing:
    /// no process is read twice in one.
    /// </summary>
    /// <exception cref="KernelReadException">This process is out of fds.</exception>
    public void Resolve(ReadOnlySpan<uint> inodes)
    {
        _resolvedSample = _sample; // also when it fails: the end of a sample must not try again
        _search.Run(inodes, _sample);
    }

    /// <summary>Forgets sockets that are not asked for any more, and processes that ended.</summary>
    /// <exception cref="KernelReadException">This process is out of fds.</exception>
    public void EndSample()
    {
        if (_resolvedSample != _sample)
        {
            Resolve([]);
        }

        _index.EndSample();
        _processes.ReuseEnded();
    }

    public void Dispose() => _processes.Dispose();
}
