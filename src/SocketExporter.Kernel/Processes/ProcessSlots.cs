namespace SocketExporter.Kernel.Processes;

/// <summary>The table of processes: each has a slot from its first look until nothing refers to it any more, so that a number can stand for it elsewhere.</summary>
internal sealed class ProcessSlots
{
    private readonly Dictionary<int, int> _slotOfPid = [];
    private readonly Stack<int> _free = [];
    private readonly List<int> _ended = [];
    private int _count;

    /// <summary>By slot. A larger array takes its place when it is full.</summary>
    public ProcessEntry[] Entries { get; private set; } = new ProcessEntry[256];

    /// <summary>The slot of the process that has the pid now.</summary>
    public bool TryFind(int pid, out int slot) => _slotOfPid.TryGetValue(pid, out slot);

    /// <summary>A slot for a new process. Its entry is still that of the slot's last one; a process that had the pid before loses it.</summary>
    public int Take(int pid)
    {
        if (!_free.TryPop(out int slot))
        {
            if (_count == Entries.Length)
            {
                ProcessEntry[] larger = new ProcessEntry[_count * 2];
                Entries.CopyTo(larger, 0);
                Entries = larger;
            }

            slot = _count++;
        }

        _slotOfPid[pid] = slot;
        return slot;
    }

    /// <summary>The process is gone; its slot waits for <see cref="ReuseEnded"/>.</summary>
    public void End(int slot)
    {
        ref ProcessEntry entry = ref Entries[slot];
        entry.Alive = false;
        if (_slotOfPid.TryGetValue(entry.Info.Pid, out int current) && current == slot)
        {
            _slotOfPid.Remove(entry.Info.Pid);
        }

        _ended.Add(slot);
    }

    /// <summary>To be called when nothing refers to the slots of ended processes any more.</summary>
    public void ReuseEnded()
    {
        foreach (int slot in _ended)
        {
            _free.Push(slot);
        }

        _ended.Clear();
    }
}
