using SocketExporter.Kernel.Processes;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling.Memory;

/// <summary>
/// Numbers for owners, small enough for a cell's key. The numbers hold for one sample and mostly for the next: when the list has grown half way to its
/// limit it is begun anew. A process's owner is worked out once, then found by its slot.
/// </summary>
internal sealed class OwnerMemory
{
    /// <summary>Owners in one sample; more join in <c>&lt;other&gt;</c>. Twenty bits of a cell's key would allow a million.</summary>
    public const int Capacity = 65_536;

    /// <summary>For a socket whose user the kernel does not tell (unix before Linux 5.3). No user has it: it is (uid_t) −1.</summary>
    public const uint UnknownUid = uint.MaxValue;

    private readonly Dictionary<(string Process, uint Uid), int> _numbers = [];
    private readonly Dictionary<uint, string> _uidTexts = [];
    private List<Owner> _owners = [];
    private SlotOwner[] _bySlot = [];
    private int _generation;

    public OwnerMemory() => Begin();

    public int Count => _owners.Count;

    /// <summary>Index → owner, of this sample. The list handed out is not changed afterwards.</summary>
    public Owner[] ToArray() => [.. _owners];

    public Owner this[int index] => _owners[index];

    /// <returns>Whether the numbers of the last sample still hold.</returns>
    public bool BeginSample()
    {
        if (_owners.Count <= Capacity / 2)
        {
            return true;
        }

        Begin();
        return false;
    }

    /// <summary>The owner of a socket whose process is known.</summary>
    public int Of(ProcessTable processes, int slot, uint uid)
    {
        if (slot >= _bySlot.Length)
        {
            Array.Resize(ref _bySlot, Math.Max(slot + 1, _bySlot.Length * 2));
        }

        ref SlotOwner cached = ref _bySlot[slot];
        ref readonly ProcessInfo process = ref processes[slot];
        if (cached.Generation == _generation && cached.Uid == uid && cached.Process == process.Version)
        {
            return cached.Owner;
        }

        cached = new SlotOwner(_generation, uid, process.Version, Number(ReservedLabel.FromName(process.Name), uid));
        return cached.Owner;
    }

    /// <summary>The owner of a socket that somebody has open whom this process may not see.</summary>
    public int Unknown(uint uid) => Number(ReservedLabel.Unknown, uid);

    private int Number(string process, uint uid)
    {
        if (_numbers.TryGetValue((process, uid), out int number))
        {
            return number;
        }

        if (_owners.Count >= Capacity)
        {
            return Owner.OtherIndex;
        }

        if (!_uidTexts.TryGetValue(uid, out string? uidText))
        {
            _uidTexts.Add(uid, uidText = uid == UnknownUid ? ReservedLabel.Unknown : uid.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        number = _owners.Count;
        _owners.Add(new Owner(process, uidText));
        _numbers.Add((process, uid), number);
        return number;
    }

    private void Begin()
    {
        _generation++;
        _numbers.Clear();
        _uidTexts.Clear();
        _owners = [Owner.None, Owner.Other];
    }

    private readonly record struct SlotOwner(int Generation, uint Uid, long Process, int Owner);
}
