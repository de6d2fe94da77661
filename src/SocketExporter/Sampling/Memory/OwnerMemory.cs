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

    // Numbers of names of processes.
    private const int NoProcess = 0;
    private const int UnknownProcess = 1;

    /// <summary>What the kernel shows as user of a socket that nobody has open says nothing.</summary>
    private const uint NobodysUid = 0;

    private readonly ControlGroupMemory? _groups;
    private readonly ProcessNames _names;
    private readonly Dictionary<Key, int> _numbers = [];
    private readonly Dictionary<string, int> _processes = [];
    private readonly List<string> _processNames = [];
    private readonly Dictionary<uint, string> _uidTexts = [];
    private readonly List<int> _groupOf = [];
    private List<Owner> _owners = [];
    private SlotOwner[] _bySlot = [];
    private int _generation;

    /// <param name="groups">Names of control groups by number; null where nobody shows them: then there is but one, of number 0.</param>
    /// <param name="names">What processes are called; null: comm.</param>
    public OwnerMemory(ControlGroupMemory? groups = null, ProcessNames? names = null)
    {
        _groups = groups;
        _names = names ?? new ProcessNames();
        Begin();
    }

    public int Count => _owners.Count;

    /// <summary>Index → owner, of this sample. The list handed out is not changed afterwards.</summary>
    public Owner[] ToArray() => [.. _owners];

    public Owner this[int index] => _owners[index];

    /// <returns>Whether the numbers of the last sample still hold.</returns>
    public bool BeginSample()
    {
        bool sameGroups = _groups?.BeginSample() ?? true;
        bool sameNames = _names.BeginSample();
        if (sameGroups && sameNames && _owners.Count <= Capacity / 2)
        {
            return true;
        }

        Begin();
        return false;
    }

    /// <summary>The owner of a socket whose process is known.</summary>
    /// <param name="group">Number of its control group.</param>
    public int Of(ProcessTable processes, int slot, uint uid, int group = ControlGroupMemory.None)
    {
        if (slot >= _bySlot.Length)
        {
            Array.Resize(ref _bySlot, Math.Max(slot + 1, _bySlot.Length * 2));
        }

        ref SlotOwner cached = ref _bySlot[slot];
        ref readonly ProcessInfo process = ref processes[slot];
        if (cached.Generation != _generation || cached.Version != process.Version)
        {
            int number = ProcessNumber(_names.Of(processes, slot));
            cached = new SlotOwner(_generation, process.Version, number, uid, group, Number(number, uid, group));
        }
        else if (cached.Uid != uid || cached.Group != group)
        {
            // One process has sockets of several users, or made in several control groups, seldom enough.
            cached = cached with { Uid = uid, Group = group, Owner = Number(cached.Process, uid, group) };
        }

        return cached.Owner;
    }

    /// <summary>The owner of a socket that somebody has open whom this process may not see.</summary>
    public int Unknown(uint uid, int group = ControlGroupMemory.None) => Number(UnknownProcess, uid, group);

    /// <summary>The owner of a socket that nobody has open: not accepted yet, or left behind. What made it, or the listener it came in by, may be known.</summary>
    public int Nobody(int group) => group == ControlGroupMemory.None ? Owner.NoneIndex : Number(NoProcess, NobodysUid, group);

    /// <summary>To be called when control groups got their names.</summary>
    public void NameControlGroups()
    {
        for (int i = Owner.OtherIndex + 1; i < _owners.Count; i++)
        {
            ControlGroupLabels labels = LabelsOf(_groupOf[i]);
            if (!ReferenceEquals(_owners[i].ControlGroup, labels))
            {
                _owners[i] = _owners[i] with { ControlGroup = labels };
            }
        }
    }

    private ControlGroupLabels LabelsOf(int group) => _groups is null ? ControlGroupLabels.None : _groups[group];

    private int ProcessNumber(string process)
    {
        if (!_processes.TryGetValue(process, out int number))
        {
            _processes.Add(process, number = _processNames.Count);
            _processNames.Add(process);
        }

        return number;
    }

    private int Number(int process, uint uid, int group)
    {
        var key = new Key(((ulong)(uint)process << 32) | (uint)group, uid);
        if (_numbers.TryGetValue(key, out int number))
        {
            return number;
        }

        if (_owners.Count >= Capacity)
        {
            return Owner.OtherIndex;
        }

        number = _owners.Count;
        _owners.Add(new Owner(_processNames[process], UidText(process, uid)) { ControlGroup = LabelsOf(group) });
        _groupOf.Add(group);
        _numbers.Add(key, number);
        return number;
    }

    private string UidText(int process, uint uid)
    {
        if (process == NoProcess)
        {
            return ReservedLabel.None;
        }

        if (!_uidTexts.TryGetValue(uid, out string? text))
        {
            _uidTexts.Add(uid, text = uid == UnknownUid ? ReservedLabel.Unknown : uid.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        return text;
    }

    private void Begin()
    {
        _generation++;
        _numbers.Clear();
        _processes.Clear();
        _processNames.Clear();
        _ = ProcessNumber(ReservedLabel.None);
        _ = ProcessNumber(ReservedLabel.Unknown);
        _uidTexts.Clear();
        _owners = [Owner.None, Owner.Other];
        _groupOf.Clear();
        _groupOf.AddRange(ControlGroupMemory.None, ControlGroupMemory.None);
    }

    /// <param name="Version">Of the process whose number this is.</param>
    private readonly record struct SlotOwner(int Generation, long Version, int Process, uint Uid, int Group, int Owner);

    /// <summary>Process and control group as one number: half the time to hash of three.</summary>
    private readonly record struct Key(ulong ProcessAndGroup, uint Uid);
}
