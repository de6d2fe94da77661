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
    /// <param name="complaints">Everything that is wrong, each with its mend.</param>
    public static ProcessNameRule? Read(string text, out IReadOnlyList<string> complaints)
    {
        string[] words = Words(text);
        List<ProcessPattern> patterns = [];
        List<string> all = ReadParts(words, patterns, out NameTemplate? name);
        all.AddRange(GroupComplaints(patterns));
        if (name is not null)
        {
            all.AddRange(GapComplaints(name, patterns, [.. words.Skip(1)]));
        }

        complaints = all;
        // In the order of the traits: the command line, which a process can keep others waiting for, comes last.
        return all.Count == 0 ? new ProcessNameRule(name!, [.. patterns.OrderBy(static pattern => pattern.Trait)]) : null;
    }

    /// <summary>What is wrong with the name and the patterns one by one: all that can be said of a rule of which a part is missing.</summary>
    public static IReadOnlyList<string> ComplaintsOfParts(string text) => ReadParts(Words(text), [], out _);

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static List<string> ReadParts(string[] words, List<ProcessPattern> patterns, out NameTemplate? name)
    {
        name = NameTemplate.Read(words.FirstOrDefault(""), out string? misnamed);
        List<string> complaints = misnamed is null ? [] : [misnamed];
        foreach (string word in words.Skip(1))
        {
            if (ReadPattern(word, patterns) is { } complaint)
            {
                complaints.Add(complaint);
            }
        }

        return complaints;
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

    private static IEnumerable<string> GroupComplaints(List<ProcessPattern> patterns)
    {
        foreach (IGrouping<string, string> same in patterns.SelectMany(static pattern => pattern.Groups).GroupBy(static group => group))
        {
            if (KnownGaps.Contains(same.Key))
            {
                yield return $"a pattern calls a part of the text {same.Key}, which means something already; give it another name";
            }
            else if (same.Count() > 1)
            {
                yield return $"two patterns call a part of the text {same.Key}; give one another name";
            }
        }
    }

    /// <param name="words">The patterns as they are written, with those that can't be read: one of them may be meant to fill a gap.</param>
    private static IEnumerable<string> GapComplaints(NameTemplate name, List<ProcessPattern> patterns, string[] words)
    {
        string[] groups = [.. patterns.SelectMany(static pattern => pattern.Groups)];
        string[] gaps = [.. name.Gaps.Distinct()];
        bool IsMeant(string gap) => patterns.Count < words.Length && Array.Exists(words, word => word.Contains($"(?<{gap}>", StringComparison.Ordinal));
        foreach (string unknown in gaps.Where(gap => !KnownGaps.Contains(gap) && !groups.Contains(gap) && !IsMeant(gap)))
        {
            yield return $"nothing fills {{{unknown}}}{NearestName.Hint(unknown, [.. groups, .. KnownGaps], $"; write (?<{unknown}>…) in a pattern, or one of {{{string.Join("}, {", KnownGaps)}}}")}";
        }

        if (words.Length == 0 && gaps.Length == 0)
        {
            yield return $"every process would have the same name; write patterns too, like {Example}";
        }
    }
}
