using SocketExporter.Kernel.Processes;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling.Memory;

/// <summary>
/// Numbers for the control groups of sockets, and what they are called. Paths are looked for once: what was found stays when the control group is removed while sockets still
/// carry its id; what was not is tried again after 1, 2, 4 … 64 samples.
/// </summary>
internal sealed class ControlGroupMemory
{
    /// <summary>
    /// Control groups with sockets before the rest is <c>&lt;other&gt;</c>. 250 containers and 200 units are far below; sessions and jobs come and go, and are forgotten when half of
    /// it is used. 1 MB at most.
    /// </summary>
    public const int Capacity = 16_384;

    /// <summary>Of a socket that the kernel puts into none.</summary>
    public const int None = 0;

    /// <summary>Of a socket that must be in one, and the kernel does not say in which (tables of /proc).</summary>
    public const int Unknown = 1;

    /// <summary>Of a socket in one beyond <see cref="Capacity"/>.</summary>
    private const int Other = 2;

    private const int LongestRestLog2 = 6;

    /// <summary>
    /// Ids are given out one after the other: their last bits tell apart as many as this. Sockets of the same few control groups then cost no look into the dictionary.
    /// </summary>
    private const int RecentIds = 256;

    private readonly ControlGroupTree _tree;
    private readonly (ulong Id, int Number)[] _recent = new (ulong Id, int Number)[RecentIds];
    private readonly Dictionary<ulong, int> _numbers = [];
    private readonly List<Entry> _groups = [];
    private readonly HashSet<ulong> _wanted = [];
    private readonly Dictionary<ulong, string> _paths = [];
    private long _sample;
    private bool _isTold;

    public ControlGroupMemory(ControlGroupTree tree)
    {
        _tree = tree;
        AddReserved();
    }

    public int Count => _groups.Count;

    /// <summary>The control groups of this sample's sockets, after <see cref="Resolve"/>.</summary>
    public ControlGroupSight Sight
    {
        get
        {
            int named = _groups.Count(group => group.Sample == _sample && group.IsNamed);
            return new ControlGroupSight(_tree.IsPresent, _isTold, named, _groups.Count(group => group.Sample == _sample) - named);
        }
    }

    public ControlGroupLabels this[int number] => _groups[number].Labels;

    /// <returns>Whether the numbers of the last sample still hold.</returns>
    public bool BeginSample()
    {
        bool hold = _groups.Count <= Capacity / 2;
        if (!hold)
        {
            ForgetUnseen();
        }

        Array.Clear(_recent);
        _sample++;
        return hold;
    }

    /// <summary>The number of a control group, by what its sockets carry. 0: <see cref="None"/>.</summary>
    public int NumberOf(ulong id)
    {
        if (id == 0)
        {
            return None;
        }

        ref (ulong Id, int Number) recent = ref _recent[id % RecentIds];
        if (recent.Id != id)
        {
            recent = (id, Find(id));
        }

        return recent.Number;
    }

    /// <summary>Looks for the paths of those that are new, or due again.</summary>
    /// <returns>Whether any got a name.</returns>
    /// <exception cref="Kernel.KernelReadException">The mounts can't be read.</exception>
    public bool Resolve()
    {
        _wanted.Clear();
        _paths.Clear();
        foreach (Entry group in _groups)
        {
            if (group.Sample == _sample && !group.IsNamed && group.NextSearch <= _sample)
            {
                _wanted.Add(group.Id);
            }
        }

        if (_wanted.Count == 0 && _sample > 1)
        {
            return false;
        }

        _tree.Find(_wanted, _paths);
        for (int i = 0; i < _groups.Count; i++)
        {
            Entry group = _groups[i];
            if (_paths.TryGetValue(group.Id, out string? path))
            {
                _groups[i] = group with { IsNamed = true, Labels = ControlGroupLabels.Of(ControlGroupOwner.Parse(path)) };
            }
            else if (_wanted.Contains(group.Id))
            {
                _groups[i] = group with { Misses = group.Misses + 1, NextSearch = _sample + (1L << Math.Min(group.Misses, LongestRestLog2)) };
            }
        }

        return _paths.Count > 0;
    }

    private int Find(ulong id)
    {
        _isTold = true;
        if (_numbers.TryGetValue(id, out int number))
        {
            _groups[number] = _groups[number] with { Sample = _sample };
            return number;
        }

        if (_groups.Count >= Capacity)
        {
            return Other;
        }

        number = _groups.Count;
        _groups.Add(new Entry(id, _sample, ControlGroupLabels.Unknown));
        _numbers.Add(id, number);
        return number;
    }

    /// <summary>What the last sample's sockets were in stays, with its name: it may be nowhere to be found any more.</summary>
    private void ForgetUnseen()
    {
        Entry[] seen = [.. _groups.Where(group => group.Id != 0 && group.Sample == _sample)];
        _groups.Clear();
        _numbers.Clear();
        AddReserved();
        foreach (Entry group in seen)
        {
            _numbers.Add(group.Id, _groups.Count);
            _groups.Add(group);
        }
    }

    private void AddReserved()
        => _groups.AddRange(new Entry(0, -1, ControlGroupLabels.None), new Entry(0, -1, ControlGroupLabels.Unknown), new Entry(0, -1, ControlGroupLabels.Other));

    /// <param name="Sample">The last in which a socket carried it.</param>
    private readonly record struct Entry(ulong Id, long Sample, ControlGroupLabels Labels)
    {
        public bool IsNamed { get; init; }

        public int Misses { get; init; }

        public long NextSearch { get; init; }
    }
}
