namespace SocketExporter.Config;

/// <summary>One row of <see cref="SettingsTable"/>. Values are text here; <see cref="SettingText"/> knows what each kind accepts.</summary>
internal sealed record Setting
{
    /// <summary>Dotted, lower case, words joined by hyphens: the flag without its two dashes, and the path of the key in the file.</summary>
    public required string Name { get; init; }

    public required SettingKind Kind { get; init; }

    /// <summary>Heading under which --help and docs/settings.md show it.</summary>
    public required string Group { get; init; }

    /// <summary>As it would be written on the command line; null where there is none.</summary>
    public string? Default { get; init; }

    /// <summary>One sentence without its full stop.</summary>
    public required string Help { get; init; }

    /// <summary>The release that brought it.</summary>
    public required string Since { get; init; }

    /// <summary>Of kind <see cref="SettingKind.Choice"/>, in the order of --help.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Smallest value, spelled as a value of its kind; durations, cores and counts only.</summary>
    public string? Minimum { get; init; }

    /// <summary>Largest value, spelled as a value of its kind; durations, cores and counts only.</summary>
    public string? Maximum { get; init; }

    /// <summary>False for what decides which file is read.</summary>
    public bool AllowedInFile { get; init; } = true;

    /// <summary>Whether it may be given several times, and as a list in the file.</summary>
    public bool IsList => Kind is SettingKind.ListenAddresses or SettingKind.InterfacePatterns or SettingKind.ExpectedListeners or SettingKind.AllowedListeners
        or SettingKind.PeerGroups or SettingKind.ProcessNames;

    /// <summary>Between the values of a list in an environment variable: not a comma where values hold some.</summary>
    public char EnvironmentSeparator => Kind is SettingKind.PeerGroups or SettingKind.ProcessNames ? ';' : ',';

    public string Flag => "--" + Name;

    /// <summary>The flag that turns a switch off; null for every other kind.</summary>
    public string? NegatedFlag => Kind == SettingKind.Switch ? "--no-" + Name : null;

    public string EnvironmentName =>
        SettingsTable.EnvironmentPrefix + Name.Replace('.', '_').Replace('-', '_').ToUpperInvariant();
}
