using SocketExporter.Config;
using SocketExporter.Kernel;
using SocketExporter.Kernel.Processes;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling.Memory;

/// <summary>
/// What each process is called: by the first rule that fits, else by comm. Worked out once for each <see cref="ProcessInfo.Version"/>; of a process that stays as it is
/// nothing is read.
/// </summary>
internal sealed class ProcessNames
{
    private readonly IReadOnlyList<ProcessNameRule> _rules;
    private NamedVersion[] _bySlot = new NamedVersion[256];
    private bool _failed;

    /// <param name="rules">In order; null or none: every process is called by comm.</param>
    public ProcessNames(IReadOnlyList<ProcessNameRule>? rules = null) => _rules = rules ?? [];

    /// <returns>Whether what was said in the last sample still holds: false when something could not be read then and is to be asked for again.</returns>
    public bool BeginSample()
    {
        bool holds = !_failed;
        _failed = false;
        return holds;
    }

    /// <summary>A label value, never one of the reserved ones.</summary>
    public string Of(ProcessTable processes, int slot)
    {
        ref readonly ProcessInfo process = ref processes[slot];
        if (slot >= _bySlot.Length)
        {
            Array.Resize(ref _bySlot, Math.Max(slot + 1, _bySlot.Length * 2));
        }

        ref NamedVersion known = ref _bySlot[slot];
        if (known.Version == process.Version)
        {
            return known.Name;
        }

        try
        {
            string name = process.IsKernelThread ? process.Name : ByRule(processes, slot) ?? process.Name;
            known = new NamedVersion(process.Version, ReservedLabel.FromName(name));
            return known.Name;
        }
        catch (KernelReadException)
        {
            // This process is out of fds. What it could not read is no reason to call the other one comm for as long as it lives.
            _failed = true;
            return ReservedLabel.FromName(process.Name);
        }
    }

    private string? ByRule(ProcessTable processes, int slot)
    {
        if (_rules.Count == 0)
        {
            return null;
        }

        var traits = new ProcessTraits(processes, slot);
        foreach (ProcessNameRule rule in _rules)
        {
            if (traits.NameBy(rule) is { } name)
            {
                return name;
            }
        }

        return null;
    }

    private readonly record struct NamedVersion(long Version, string Name);
}
