using SocketExporter.Kernel.Processes;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling;

/// <summary>
/// Puts sockets into the tally by their owners. Owners are looked up many at once: after the kernel's part of a walk each look-up is a cache miss, and these then
/// run beside each other. What nobody is known to own is set aside until the processes have been looked through.
/// </summary>
internal sealed class SocketAttribution
{
    public const int OwnerNotKnown = -1;

    private const int BatchSockets = 64;

    private readonly OwnerMemory _owners;
    private readonly SocketTally _tally;
    private readonly PendingSockets _pending = new();
    private readonly PendingSocket[] _batch = new PendingSocket[BatchSockets];
    private readonly uint[] _inodes = new uint[BatchSockets];
    private readonly int[] _slots = new int[BatchSockets];
    private ProcessTable? _processes;
    private int _batchCount;

    public SocketAttribution(OwnerMemory owners, SocketTally tally)
    {
        _owners = owners;
        _tally = tally;
    }

    public int PendingCount => _pending.Count;

    /// <param name="processes">Null when nobody needs owners: then every one is unknown.</param>
    public void BeginSample(ProcessTable? processes)
    {
        _processes = processes;
        _pending.Clear();
        _batchCount = 0;
    }

    /// <summary>Into the tally now, or with the next <see cref="EmptyBatch"/>.</summary>
    public void Add(in PendingSocket socket)
    {
        _inodes[_batchCount] = socket.Inode;
        _batch[_batchCount] = socket;
        if (++_batchCount == BatchSockets)
        {
            EmptyBatch();
        }
    }

    public void EmptyBatch()
    {
        ReadOnlySpan<PendingSocket> batch = _batch.AsSpan(0, _batchCount);
        Span<int> slots = _slots.AsSpan(0, _batchCount);
        _batchCount = 0;
        if (_processes is null)
        {
            slots.Fill(ProcessTable.Unknown);
        }
        else
        {
            _processes.FindOwners(_inodes.AsSpan(0, batch.Length), slots);
        }

        for (int i = 0; i < batch.Length; i++)
        {
            ref readonly PendingSocket socket = ref batch[i];
            int owner = OwnerOf(slots[i], socket.Inode, socket.Uid, socket.ControlGroup);
            if (owner != OwnerNotKnown)
            {
                Tally(socket, owner);
            }
            else if (!_pending.TryAdd(socket))
            {
                Tally(socket, _owners.Unknown(socket.Uid, socket.ControlGroup));
            }
        }
    }

    public uint PendingInode(int index) => _pending[index].Inode;

    /// <summary>What was set aside goes into the tally; whose owner is still not known, to <c>&lt;unknown&gt;</c>.</summary>
    public void AddPending()
    {
        for (int i = 0; i < _pending.Count; i++)
        {
            ref readonly PendingSocket pending = ref _pending[i];
            Tally(pending, FinalOwner(pending.Inode, pending.Uid, pending.ControlGroup));
        }
    }

    /// <summary>Forgets what is in the batch, and the sockets of these protocols, counted or set aside: half a dump is no number.</summary>
    public void Discard(TallyProtocol first, TallyProtocol last)
    {
        _batchCount = 0;
        _tally.Discard(first, last);
        _pending.RemoveAll(pending => pending.Key.Protocol >= first && pending.Key.Protocol <= last);
    }

    /// <summary>Index of the owner, or <see cref="OwnerNotKnown"/>.</summary>
    /// <param name="group">Number of its control group.</param>
    public int OwnerNow(uint inode, uint uid, int group = ControlGroupMemory.None)
        => OwnerOf(inode == 0 || _processes is null ? ProcessTable.Unknown : _processes.FindOwner(inode), inode, uid, group);

    /// <summary>The process of an owner, as it would be shown.</summary>
    public string ProcessOf(int owner) => _owners[owner].Process;

    /// <summary>Whose control group is of no interest.</summary>
    public int FinalOwner(uint inode, uint uid) => FinalOwner(inode, uid, ControlGroupMemory.None);

    public int FinalOwner(uint inode, uint uid, int group)
    {
        int owner = OwnerNow(inode, uid, group);
        return owner == OwnerNotKnown ? _owners.Unknown(uid, group) : owner;
    }

    private int OwnerOf(int slot, uint inode, uint uid, int group)
    {
        if (inode == 0)
        {
            return _owners.Nobody(group);
        }

        if (slot != ProcessTable.Unknown)
        {
            return _owners.Of(_processes!, slot, uid, group);
        }

        return _processes is null ? _owners.Unknown(uid, group) : OwnerNotKnown;
    }

    private void Tally(in PendingSocket socket, int owner) =>
        _tally.Add(socket.Key.WithOwner(owner), socket.ReceiveQueueBytes, socket.SendQueueBytes, socket.ReceiveQueued, socket.SendQueued, socket.Retransmitting, socket.ZeroWindow);
}
