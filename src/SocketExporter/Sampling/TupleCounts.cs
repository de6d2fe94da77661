using System.Buffers;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Sampling;

/// <summary>
/// Rows of one walk by <see cref="PortTuple"/>, exact while there are at most <see cref="Capacity"/> tuples. With more, as on a host that talks to a million others, each time the table
/// is full one is taken from every count (Misra and Gries, 1982): a count is then too small by at most <see cref="MissedAtMost"/>, which is at most one in 15,000 of all rows, and no
/// tuple with more than that is lost. Counts that are <see cref="Pin">pinned</see> stay exact. Nothing is allocated once the table has grown.
/// </summary>
internal sealed class TupleCounts
{
    /// <summary>
    /// Destinations of a busy proxy come to some hundreds. 40 bytes each in a table that is half empty: 1.5 MB at most. A million rows of others than these hide at most 66 of one
    /// tuple, 0.2 % of the kernel's 28,232 ports.
    /// </summary>
    public const int Capacity = 16_384;

    private Slot[] _slots = new Slot[256];

    public int Count { get; private set; }

    /// <summary>By how much a count that is not pinned may be too small.</summary>
    public int MissedAtMost { get; private set; }

    public ReadOnlySpan<Slot> Slots => _slots;

    public void Clear()
    {
        Array.Clear(_slots);
        Count = 0;
        MissedAtMost = 0;
    }

    /// <summary>Makes room for a tuple whose count is to be exact. Right after <see cref="Clear"/>, for less than half of <see cref="Capacity"/>.</summary>
    public void Pin(in PortTuple tuple)
    {
        ref Slot slot = ref Find(tuple);
        if (!slot.IsUsed)
        {
            Use(ref slot, tuple).IsPinned = true;
        }
    }

    public void Add(in PortTuple tuple, IpFamily family)
    {
        ref Slot slot = ref Find(tuple);
        if (!slot.IsUsed)
        {
            if (Count == Capacity)
            {
                TakeOneOfEach();
                return;
            }

            slot = ref Use(ref slot, tuple);
        }

        slot.Ports++;
        slot.HasIpv4 |= family == IpFamily.Ipv4;
    }

    private ref Slot Find(in PortTuple tuple)
    {
        int mask = _slots.Length - 1;
        int place = tuple.GetHashCode() & mask;
        while (_slots[place].IsUsed && !_slots[place].Tuple.Equals(tuple))
        {
            place = (place + 1) & mask;
        }

        return ref _slots[place];
    }

    private ref Slot Use(ref Slot slot, in PortTuple tuple)
    {
        if (++Count * 2 > _slots.Length)
        {
            Rebuild(_slots.Length * 2);
            slot = ref Find(tuple);
        }

        slot.IsUsed = true;
        slot.Tuple = tuple;
        return ref slot;
    }

    private void TakeOneOfEach()
    {
        MissedAtMost++;
        foreach (ref Slot slot in _slots.AsSpan())
        {
            if (slot is { IsUsed: true, IsPinned: false } && --slot.Ports == 0)
            {
                slot.IsUsed = false;
                Count--;
            }
        }

        Rebuild(_slots.Length);
    }

    private void Rebuild(int length)
    {
        int before = _slots.Length;
        Slot[] old = ArrayPool<Slot>.Shared.Rent(before);
        _slots.CopyTo(old, 0);
        if (length == before)
        {
            Array.Clear(_slots);
        }
        else
        {
            _slots = new Slot[length];
        }

        foreach (ref readonly Slot slot in old.AsSpan(0, before))
        {
            if (slot.IsUsed)
            {
                Find(slot.Tuple) = slot;
            }
        }

        ArrayPool<Slot>.Shared.Return(old);
    }

    /// <summary>A place of the table.</summary>
    internal struct Slot
    {
        public PortTuple Tuple;
        public int Ports;
        public bool IsUsed;

        /// <summary>Its count is exact.</summary>
        public bool IsPinned;

        /// <summary>Whether one of its sockets is an IPv4 one.</summary>
        public bool HasIpv4;
    }
}
