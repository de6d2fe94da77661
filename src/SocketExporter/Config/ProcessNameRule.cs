namespace SocketExporter.Config;

/// <summary>
/// What processes are called that fit some patterns: <c>java-{jar} comm=java cmdline=.*/(?&lt;jar&gt;\w+)\.jar.*</c>. A rule names a process when each of its patterns fits and each gap of its name
/// has something to be filled with.
/// </summary>
internal sealed record ProcessNameRule(NameTemplate Name, IReadOnlyList<ProcessPattern> Patterns)
{
    /// <summary>Rules at most: each is held against each process once.</summary>
    public const int MaxRules = 100;

    /// <summary>The key under which the file has the name.</summary>
    public const string NameKey = "name";

    // Gaps that every rule may have.
    public const string CommGap = "comm";
    public const string ExecutableGap = "exe";
    public const string UnitGap = "unit";
    public const string ContainerGap = "container";
    public const string PodGap = "pod";

    private const string Example = "java-{jar} comm=java cmdline=.*/(?<jar>[a-z]+)[.]jar.*";

    private static readonly IReadOnlyList<(string Key, ProcessTrait Trait)> Traits =
    [
        ("comm", ProcessTrait.Comm), ("exe", ProcessTrait.Executable), ("cmdline", ProcessTrait.CommandLine), ("cgroup", ProcessTrait.ControlGroup),
    ];

    private static readonly IReadOnlyList<string> KnownGaps = [CommGap, ExecutableGap, UnitGap, ContainerGap, PodGap];

    /// <summary>What may stand under a rule in the file.</summary>
    public static IReadOnlyList<string> Keys { get; } = [NameKey, .. Traits.Select(static trait => trait.Key)];

    /// <summary>null where there is a complaint.</summary>
    /// <param name="complaint">What is wrong and how to mend it.</param>
    public static ProcessNameRule? Read(string text, out string? complaint)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        NameTemplate? name = NameTemplate.Read(words.FirstOrDefault(""), out complaint);
        List<ProcessPattern> patterns = [];
        foreach (string word in words.Skip(1))
        {
            complaint ??= ReadPattern(word, patterns);
        }

        complaint ??= GapsComplaint(name!, patterns);
        // In the order of the traits: the command line, which a process can keep others waiting for, comes last.
        return complaint is null ? new ProcessNameRule(name!, [.. patterns.OrderBy(static pattern => pattern.Trait)]) : null;
    }

    private static string? ReadPattern(string word, List<ProcessPattern> patterns)
    {
        int equals = word.IndexOf('=', StringComparison.Ordinal);
        (string Key, ProcessTrait Trait)[] traits = [.. Traits.Where(known => equals > 0 && known.Key == word[..equals])];
        if (traits is not [var (key, trait)])
        {
            return $"\"{word}\" is none of comm=…, exe=…, cmdline=… and cgroup=…; write a name and patterns, with \\x20 for a blank, like {Example}";
        }

        if (patterns.Exists(pattern => pattern.Trait == trait))
        {
            return $"{key} stands there twice; write one pattern, with | between what may fit";
        }

        if (ProcessPattern.Read(trait, word[(equals + 1)..], out string? complaint) is { } read)
        {
            patterns.Add(read);
        }

        return complaint;
    }

    private static string? GapsComplaint(NameTemplate name, List<ProcessPattern> patterns)
    {
        string[] groups = [.. patterns.SelectMany(static pattern => pattern.Groups)];
        if (Array.Find(groups, static group => KnownGaps.Contains(group)) is { } known)
        {
            return $"a pattern calls a part of the text {known}, which means something already; give it another name";
        }

        if (groups.GroupBy(static group => group).FirstOrDefault(static same => same.Count() > 1) is { } twice)
        {
            return $"two patterns call a part of the text {twice.Key}; give one another name";
        }

        string[] gaps = [.. name.Gaps];
        if (Array.Find(gaps, gap => !KnownGaps.Contains(gap) && !groups.Contains(gap)) is { } unknown)
        {
            return $"nothing fills {{{unknown}}}{NearestName.Hint(unknown, [.. groups, .. KnownGaps], $"; write (?<{unknown}>…) in a pattern, or one of {{{string.Join("}, {", KnownGaps)}}}")}";
        }

        return patterns.Count == 0 && gaps.Length == 0 ? $"every process would have the same name; write patterns too, like {Example}" : null;
    }
}
