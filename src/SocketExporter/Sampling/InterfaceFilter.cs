using SocketExporter.Config;

namespace SocketExporter.Sampling;

/// <summary>
/// Which interfaces may be shown by name. Those that are not are summed as <c>&lt;other&gt;</c>: container engines, hypervisors and network plugins make interfaces by
/// the hundred, with names that never come again.
/// </summary>
internal sealed class InterfaceFilter
{
    /// <summary>As without any setting.</summary>
    public static readonly InterfaceFilter Default = new([], Patterns(SettingsTable.InterfacesExclude.Default!));

    private readonly InterfacePattern[] _include;
    private readonly InterfacePattern[] _exclude;

    /// <param name="include">Shown by name, excluded or not.</param>
    /// <param name="exclude">Summed.</param>
    public InterfaceFilter(IEnumerable<InterfacePattern> include, IEnumerable<InterfacePattern> exclude)
    {
        _include = [.. include];
        _exclude = [.. exclude];
    }

    public bool IsFolded(string name)
    {
        foreach (InterfacePattern pattern in _exclude)
        {
            if (pattern.Fits(name))
            {
                return !IsIncluded(name);
            }
        }

        return false;
    }

    private bool IsIncluded(string name)
    {
        foreach (InterfacePattern pattern in _include)
        {
            if (pattern.Fits(name))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<InterfacePattern> Patterns(string text) => InterfacePattern.Split(text).Select(static one => new InterfacePattern(one));
}
