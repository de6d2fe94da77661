using System.Text.RegularExpressions;
using SocketExporter.Config;
using SocketExporter.Kernel.Processes;

namespace SocketExporter.Sampling;

/// <summary>What rules for names look at in one process: read when the first rule asks for it, and once.</summary>
internal sealed class ProcessTraits
{
    private readonly ProcessTable _processes;
    private readonly int _slot;
    private readonly Lazy<string?> _commandLine;
    private readonly Lazy<string?> _executable;
    private readonly Lazy<string?> _controlGroup;

    public ProcessTraits(ProcessTable processes, int slot)
    {
        (_processes, _slot) = (processes, slot);
        _commandLine = new Lazy<string?>(() => processes.CommandLineOf(slot), LazyThreadSafetyMode.None);
        _executable = new Lazy<string?>(() => processes.ExecutableOf(slot), LazyThreadSafetyMode.None);
        _controlGroup = new Lazy<string?>(() => processes.ControlGroupOf(slot), LazyThreadSafetyMode.None);
    }

    /// <summary>The name that a rule gives; null if it does not fit, or has a gap that nothing fills.</summary>
    /// <exception cref="Kernel.KernelReadException">This process is out of fds.</exception>
    public string? NameBy(ProcessNameRule rule)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (ProcessPattern pattern in rule.Patterns)
        {
            if (TextOf(pattern.Trait) is not { } text || pattern.Expression.Match(text) is not { Success: true } match)
            {
                return null;
            }

            foreach (string name in pattern.Groups)
            {
                found[name] = match.Groups[name].Value;
            }
        }

        return rule.Name.Fill(gap => found.GetValueOrDefault(gap) ?? KnownText(gap));
    }

    private string? TextOf(ProcessTrait trait) => trait switch
    {
        ProcessTrait.Comm => _processes[_slot].Name,
        ProcessTrait.Executable => _executable.Value,
        ProcessTrait.CommandLine => _commandLine.Value,
        ProcessTrait.ControlGroup => _controlGroup.Value,
        _ => throw new ArgumentOutOfRangeException(nameof(trait), trait, "trait of a process that nobody reads"),
    };

    private string? KnownText(string gap) => gap switch
    {
        ProcessNameRule.CommGap => _processes[_slot].Name,
        ProcessNameRule.ExecutableGap => Path.GetFileName(_executable.Value),
        ProcessNameRule.UnitGap => Owner()?.Unit,
        ProcessNameRule.ContainerGap => Owner()?.ContainerId,
        ProcessNameRule.PodGap => Owner()?.PodUid,
        _ => throw new ArgumentOutOfRangeException(nameof(gap), gap, "gap of a name that nobody fills"),
    };

    private ControlGroupOwner? Owner() => _controlGroup.Value is { } path ? ControlGroupOwner.Parse(path) : null;
}
