using System.Runtime.CompilerServices;

namespace SocketExporter.Kernel.Processes;

/// <summary>
/// Finds the owners of inodes by reading what the fds of processes are (3.3 µs an fd), in an order that makes it likely to end soon:
/// new and changed processes, then those that were found to have opened sockets lately, then the rest. A process is always read whole.
/// </summary>
internal sealed class OwnerSearch
{
    /// <summary>A process in which an unknown socket was found within this many samples is read before others.</summary>
    public const int BusySamples = 64;

    /// <summary>
    /// log2 of the longest rest between two scans of all processes when one after the other found none of the inodes that were new. It bounds what
    /// sockets can cost that nobody here holds any more (closed before the search) or ever did (other pid namespaces, missing privileges). Meanwhile
    /// busy processes are read; the socket of another whose number of fds stayed the same is found up to 16 samples late.
    /// </summary>
    public const int LongestFruitlessRestLog2 = 4;

    /// <summary>
    /// Looking again for inodes missed before, a search reads one in this many of the unchanged processes, the next part the next time. Such a
    /// process can hold a socket that it did not hold when it was read only if it was sent one and closed something else, which is rare, while
    /// sockets that nobody here holds are common: 10,000 of them would make reading everything every 64 samples a quarter of all cost.
    /// </summary>
    public const int RepeatedSearchParts = 4;

    // Free in ProcessEntry.Seniority: sorts processes that are not busy behind those that are.
    private const ulong NotBusyBit = 1UL << 62;

    private readonly ProcessList _processes;
    private readonly ProcDescriptors _descriptors;
    private readonly InodeIndex _index;
    private ulong[] _order = new ulong[256];
    private int[] _queue = new int[256];
    private uint[] _inodes = new uint[256];
    private long _sample;
    private ushort _search;
    private int _missing;
    private int _missingNew;
    private int _fruitlessScans;
    private int _repeatedSearches;
    private bool _ownerLost;

    public OwnerSearch(ProcessList processes, ProcDescriptors descriptors, InodeIndex index)
    {
        _processes = processes;
        _descriptors = descriptors;
        _index = index;
    }

    /// <summary>Processes whose fds were read since the start.</summary>
    public long ScansTotal { get; private set; }

    /// <summary>An inode is its owner's while the owner lives and its last scan has seen it.</summary>
    public bool IsOwned(in InodeEntry entry)
    {
        if (entry.Slot < 0)
        {
            return false;
        }

        ref readonly ProcessEntry owner = ref _processes.Entries[entry.Slot];
        return owner.Alive && owner.Scan == entry.Mark;
    }

    public void Run(ReadOnlySpan<uint> inodes, long sample)
    {
        _sample = sample;
        _search++;
        NoteMissing(inodes);

        int count = Enqueue(due: true);
        for (int i = 0; i < count; i++)
        {
            if (_missing > 0 || MustBeRead(_processes.Entries[_queue[i]]))
            {
                Scan(_queue[i]);
            }
        }

        bool busyOnly = !MayScanAll();
        if (_missing == 0 || (busyOnly && _missingNew == 0))
        {
            return;
        }

        int newBefore = _missingNew;
        _repeatedSearches += newBefore == 0 ? 1 : 0;
        count = Enqueue(due: false, busyOnly);
        for (int i = 0; i < count && _missing > 0; i++)
        {
            Scan(_queue[i]);
        }

        if (busyOnly)
        {
            return;
        }

        if (newBefore > 0 && count > 0)
        {
            _fruitlessScans = _missingNew == newBefore ? _fruitlessScans + 1 : 0;
        }

        if (_missing > 0)
        {
            CountMisses(inodes);
        }
    }

    private bool MayScanAll()
    {
        int rest = Math.Min(_fruitlessScans, LongestFruitlessRestLog2);
        return (_sample & ((1L << rest) - 1)) == 0;
    }

    private void NoteMissing(ReadOnlySpan<uint> inodes)
    {
        _missing = 0;
        _missingNew = 0;
        _ownerLost = false;
        foreach (uint inode in inodes)
        {
            ref InodeEntry entry = ref _index.FindOrAdd(inode, out bool existed);
            if (Unsafe.IsNullRef(ref entry))
            {
                continue;
            }

            _index.Ask(ref entry);
            if (!existed || (entry.Slot >= 0 && !IsOwned(entry)))
            {
                _ownerLost |= existed;
                _index.TakeBack(ref entry);
            }
            else if (entry.Slot >= 0 || !entry.IsSearchDue(_sample) || entry.Mark == _search)
            {
                continue;
            }

            entry.Mark = _search;
            _missing++;
            _missingNew += entry.Slot == InodeEntry.NotSought ? 1 : 0;
        }
    }

    private void CountMisses(ReadOnlySpan<uint> inodes)
    {
        foreach (uint inode in inodes)
        {
            ref InodeEntry entry = ref _index.Find(inode);
            if (!Unsafe.IsNullRef(ref entry) && entry.Slot < 0 && entry.Mark == _search)
            {
                entry.CountMiss();

                // An inode given twice is one miss.
                entry.Mark--;
            }
        }
    }

    /// <summary>
    /// Puts into the queue, most senior first, the processes that are due (new, or changed) or all others that may hold something. Seniority decides
    /// which of several holders is met first and becomes the owner.
    /// </summary>
    private int Enqueue(bool due, bool busyOnly = false)
    {
        int count = 0;
        foreach (int slot in _processes.Live)
        {
            ref ProcessEntry entry = ref _processes.Entries[slot];
            if (entry.ScannedSample == _sample || entry.ScanDue != due || entry.Info.OpenFiles == 0)
            {
                continue;
            }

            bool isBusy = entry.GainSample != 0 && _sample - entry.GainSample <= BusySamples;
            if (!due && (entry.Access == ProcessAccess.Denied || (busyOnly && !isBusy) || !IsInThisPart(slot)))
            {
                continue;
            }

            if (count == _queue.Length)
            {
                Array.Resize(ref _queue, count * 2);
                Array.Resize(ref _order, count * 2);
            }

            _order[count] = entry.Seniority | (due || isBusy || _ownerLost ? 0 : NotBusyBit);
            _queue[count++] = slot;
        }

        _order.AsSpan(0, count).Sort(_queue.AsSpan(0, count));
        return count;
    }

    private bool IsInThisPart(int slot) => _missingNew > 0 || slot % RepeatedSearchParts == _repeatedSearches % RepeatedSearchParts;

    /// <summary>
    /// Of the due processes, those that are read even if nothing is missing: changed ones that held sockets may not hold them any more, and a new one
    /// may have inherited what the service manager holds for it.
    /// </summary>
    private static bool MustBeRead(in ProcessEntry entry) => entry.HasSockets || entry.Access != ProcessAccess.Visible;

    private void Scan(int slot)
    {
        ref ProcessEntry process = ref _processes.Entries[slot];
        ProcessAccess access = _descriptors.ReadSockets(process.Info.Pid, ref _inodes, out int count);
        ScansTotal++;
        process.Scan++;
        process.ScanDue = access == ProcessAccess.Gone;
        process.ScannedSample = _sample;
        process.Access = access;
        process.Info.FilesVisible = access == ProcessAccess.Visible;
        process.Info.FilesDenied = access == ProcessAccess.Denied;
        count = access == ProcessAccess.Visible ? count : 0;
        process.HasSockets = count > 0;
        for (int i = 0; i < count; i++)
        {
            Hold(_inodes[i], slot, ref process);
        }
    }

    private void Hold(uint inode, int slot, ref ProcessEntry holder)
    {
        ref InodeEntry entry = ref _index.FindOrAdd(inode, out bool existed);
        if (Unsafe.IsNullRef(ref entry))
        {
            return;
        }

        if (existed && entry.Slot < 0)
        {
            if (entry.Mark == _search)
            {
                _missing--;
                _missingNew -= entry.Slot == InodeEntry.NotSought ? 1 : 0;
                holder.GainSample = _sample;
            }
        }
        else if (existed && entry.Slot != slot && IsOwned(entry)
            && _processes.Entries[entry.Slot].Seniority < ProcessEntry.ServiceManagerBit)
        {
            // Another holder, and the owner still has it: owners stay. Only the service manager gives way.
            return;
        }

        _index.Give(ref entry, slot, holder.Scan);
    }
}
