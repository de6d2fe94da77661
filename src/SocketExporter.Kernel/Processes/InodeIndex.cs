using System.Numerics;
using System.Runtime.CompilerServices;

namespace SocketExporter.Kernel.Processes;

/// <summary>
/// inode → <see cref="InodeEntry"/>, bounded. One array without links (open addressing, linear probing): a socket costs one cache miss where a
/// dictionary's costs two or three, which is what a walk over 100,000 sockets is made of besides the kernel's part. A reference is good until the next
/// inode is added or the index swept.
/// </summary>
internal sealed class InodeIndex
{
    /// <summary>Takes 25 MB, the memory that owners may take on a host with a million sockets. Sockets beyond it are not attributed.</summary>
    public const int DefaultCapacity = 1_000_000;

    /// <summary>
    /// What was not asked for is forgotten after this many samples at the latest, and at once when it is an eighth of all: a sweep looks at every place.
    /// </summary>
    public const int SamplesPerSweep = 16;

    private const int SmallestPlaces = 1024;

    private readonly int _capacity;
    private readonly ulong _multiplier;
    private InodeEntry[] _places = new InodeEntry[SmallestPlaces];
    private int _shift = ShiftOf(SmallestPlaces);
    private int _limit = LimitOf(SmallestPlaces);
    private ushort _sample;
    private int _asked;

    /// <param name="capacity">Inodes at most.</param>
    public InodeIndex(int capacity)
        : this(capacity, (ulong)Random.Shared.NextInt64())
    {
    }

    /// <param name="capacity">Inodes at most.</param>
    /// <param name="seed">
    /// Decides which inodes meet in one place. Not known outside: who may open sockets can choose which of them to keep, and would make every look-up a walk.
    /// </param>
    internal InodeIndex(int capacity, ulong seed)
    {
        _capacity = capacity;
        _multiplier = seed | 1;
    }

    public int Count { get; private set; }

    /// <summary>Of those asked for in this sample, the ones that nobody is known to hold.</summary>
    public int UnownedCount { get; private set; }

    /// <summary>Room for inodes and for finding them, a power of two: 12 bytes each.</summary>
    public int Places => _places.Length;

    /// <summary>Inodes that found no room, each time they were met.</summary>
    public long RefusedTotal { get; private set; }

    /// <summary>What is asked for from now on is asked for in this sample.</summary>
    public void BeginSample(long sample)
    {
        _sample = (ushort)sample;
        _asked = 0;
        UnownedCount = 0;
    }

    /// <summary>A null reference (<see cref="Unsafe.IsNullRef"/>) where there is none.</summary>
    public ref InodeEntry Find(uint inode)
    {
        ref InodeEntry entry = ref Probe(inode);
        return ref entry.Inode == inode && inode != 0 ? ref entry : ref Unsafe.NullRef<InodeEntry>();
    }

    /// <summary>The entry, new and without an owner if there was none; a null reference if there is no room for a new one, and for inode 0.</summary>
    public ref InodeEntry FindOrAdd(uint inode, out bool existed)
    {
        ref InodeEntry entry = ref Find(inode);
        existed = !Unsafe.IsNullRef(ref entry);
        if (existed || inode == 0)
        {
            return ref entry;
        }

        if (Count >= _capacity)
        {
            RefusedTotal++;
            return ref entry;
        }

        if (Count >= _limit)
        {
            Rebuild(_places.Length * 2);
        }

        entry = ref Probe(inode);
        entry.Inode = inode;
        entry.Slot = InodeEntry.NotSought;
        entry.Asked = (ushort)(_sample - 1);
        Count++;
        return ref entry;
    }

    /// <summary>
    /// Brings the places of these inodes into the processor's cache. The loads don't depend on each other, so that it waits for several of them at once.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public uint Fetch(ReadOnlySpan<uint> inodes)
    {
        InodeEntry[] places = _places;
        uint sum = 0;
        foreach (uint inode in inodes)
        {
            sum += places[Home(inode) & (places.Length - 1)].Inode;
        }

        // The answer says nothing. Without one the compiler may leave the loads out.
        return sum;
    }

    /// <summary>Takes note that a socket of this sample has this inode.</summary>
    public void Ask(ref InodeEntry entry)
    {
        if (entry.Asked != _sample)
        {
            entry.Asked = _sample;
            _asked++;
            UnownedCount += entry.Slot < 0 ? 1 : 0;
        }
    }

    public void Give(ref InodeEntry entry, int slot, ushort mark)
    {
        UnownedCount -= entry.Slot < 0 && entry.Asked == _sample ? 1 : 0;
        entry.Slot = slot;
        entry.Mark = mark;
    }

    /// <summary>The owner was another once, and is to be looked for.</summary>
    public void TakeBack(ref InodeEntry entry)
    {
        UnownedCount += entry.Slot >= 0 && entry.Asked == _sample ? 1 : 0;
        entry.Slot = InodeEntry.NotSought;
    }

    /// <summary>Forgets what was not asked for in this sample; while that is little only now and then.</summary>
    public void EndSample()
    {
        if (Count - _asked > Count / 8 || _sample % SamplesPerSweep == 0)
        {
            Sweep();
        }
    }

    private static int ShiftOf(int places) => 64 - BitOperations.Log2((uint)places);

    /// <summary>Entries in so many places: at 13 of 16 a look-up meets three on average, in one or two cache lines.</summary>
    private static int LimitOf(int places) => places / 16 * 13;

    /// <summary>The place of the inode, or the free one where it would be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref InodeEntry Probe(uint inode)
    {
        InodeEntry[] places = _places;
        int mask = places.Length - 1;
        int place = Home(inode);
        while (true)
        {
            ref InodeEntry entry = ref places[place & mask];
            if (entry.Inode == inode || entry.Inode == 0)
            {
                return ref entry;
            }

            place++;
        }
    }

    // Multiply-shift with an unknown odd number: numbers in a row, as inodes mostly are, spread evenly, and nobody can choose numbers that don't.
    private int Home(uint inode) => (int)((inode * _multiplier) >> _shift);

    private void Sweep()
    {
        InodeEntry[] places = _places;
        for (int place = 0; place < places.Length; place++)
        {
            // What moved here in place of a forgotten one has not been looked at yet.
            while (places[place].Inode != 0 && places[place].Asked != _sample)
            {
                Remove(place);
            }
        }

        // What a storm of connections took is given back when a quarter would do.
        int enough = places.Length;
        while (enough > SmallestPlaces && Count < LimitOf(enough / 4))
        {
            enough /= 2;
        }

        if (enough < places.Length)
        {
            Rebuild(enough);
        }
    }

    /// <summary>Closes the gap: what stands behind it and may stand in it moves up, so that no look-up ends too early.</summary>
    private void Remove(int gap)
    {
        InodeEntry[] places = _places;
        int mask = places.Length - 1;
        for (int next = (gap + 1) & mask; places[next].Inode != 0; next = (next + 1) & mask)
        {
            int distance = (next - Home(places[next].Inode)) & mask;
            if (distance >= ((next - gap) & mask))
            {
                places[gap] = places[next];
                gap = next;
            }
        }

        places[gap] = default;
        Count--;
    }

    private void Rebuild(int places)
    {
        InodeEntry[] old = _places;
        _places = new InodeEntry[places];
        _shift = ShiftOf(places);
        _limit = LimitOf(places);
        foreach (ref readonly InodeEntry entry in old.AsSpan())
        {
            if (entry.Inode != 0)
            {
                Probe(entry.Inode) = entry;
            }
        }
    }
}
