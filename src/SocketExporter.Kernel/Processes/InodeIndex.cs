using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SocketExporter.Kernel.Processes;

/// <summary>inode → <see cref="InodeEntry"/>. Bounded; holds what was asked for in the last sample and no more.</summary>
internal sealed class InodeIndex
{
    /// <summary>24 MB, the memory that owners may take on a host with a million sockets. Sockets beyond it are not attributed.</summary>
    public const int DefaultCapacity = 1_000_000;

    private readonly Dictionary<uint, InodeEntry> _entries = [];
    private readonly int _capacity;

    public InodeIndex(int capacity) => _capacity = capacity;

    public int Count => _entries.Count;

    /// <summary>Of these, those without an owner at the last <see cref="Sweep"/>.</summary>
    public int UnownedCount { get; private set; }

    /// <summary>Inodes that found no room, each time they were met.</summary>
    public long RefusedTotal { get; private set; }

    /// <summary>A null reference (<see cref="Unsafe.IsNullRef"/>) where there is none.</summary>
    public ref InodeEntry Find(uint inode) => ref CollectionsMarshal.GetValueRefOrNullRef(_entries, inode);

    /// <summary>The entry, new and all zero if there was none; a null reference if there is no room for a new one.</summary>
    public ref InodeEntry FindOrAdd(uint inode, out bool existed)
    {
        if (_entries.Count >= _capacity)
        {
            ref InodeEntry entry = ref Find(inode);
            existed = !Unsafe.IsNullRef(ref entry);
            RefusedTotal += existed ? 0 : 1;
            return ref entry;
        }

        return ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, inode, out existed);
    }

    /// <summary>Forgets what was not asked for in this sample, and what belongs to processes that ended.</summary>
    public void Sweep(ushort sample, ProcessEntry[] processes)
    {
        UnownedCount = 0;
        foreach (KeyValuePair<uint, InodeEntry> pair in _entries)
        {
            if (pair.Value.Asked != sample || (pair.Value.Slot >= 0 && !processes[pair.Value.Slot].Alive))
            {
                _entries.Remove(pair.Key);
            }
            else if (pair.Value.Slot < 0)
            {
                UnownedCount++;
            }
        }

        // What a storm of connections took is given back when a quarter would do.
        if (_entries.Capacity > 4 * _entries.Count + 16_384)
        {
            _entries.TrimExcess(2 * _entries.Count + 4_096);
        }
    }
}
