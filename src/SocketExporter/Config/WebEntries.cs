namespace SocketExporter.Config;

/// <summary>Takes what is expected out of the entries of a web configuration file: what is missing, unknown or of the wrong shape is an error that names its line and the mend.</summary>
internal sealed class WebEntries
{
    private readonly string _path;
    private readonly List<string> _errors;

    /// <param name="path">Of the file, for messages.</param>
    /// <param name="errors">Is added to.</param>
    public WebEntries(string path, List<string> errors)
    {
        _path = path;
        _errors = errors;
    }

    /// <summary>One of the words; the preset where the key is absent or wrong.</summary>
    public T Choice<T>(IReadOnlyList<YamlEntry> entries, string group, string key, IReadOnlyDictionary<string, T> choices, T preset)
    {
        string all = string.Join(", ", choices.Keys);
        if (Find(entries, key) is not { } entry || Text(entry, group, $"one of {all}") is not { } text)
        {
            return preset;
        }

        if (choices.TryGetValue(text, out T? chosen))
        {
            return chosen;
        }

        _errors.Add($"{group}.{key} at {At(entry.Line)}: \"{text}\" is not known{NearestName.Hint(text, choices.Keys, $"; write one of {all}")}");
        return preset;
    }

    /// <summary>The entries of a group whose keys are known.</summary>
    /// <returns>null where it has no entries, which is an error only where it is no mapping.</returns>
    public IReadOnlyList<YamlEntry>? Group(YamlEntry? group, string name, IReadOnlyList<string> keys)
    {
        if (group is null || Mapping(group, name, $"these keys under it: {string.Join(", ", keys)}") is not { } entries)
        {
            return null;
        }

        CheckKeys(name + ".", entries, keys);
        return entries;
    }

    /// <param name="expected">What to write instead, for the error where it is no mapping.</param>
    public IReadOnlyList<YamlEntry>? Mapping(YamlEntry group, string name, string expected)
    {
        if (group.Value.Entries is null && !group.Value.IsNothing)
        {
            _errors.Add($"{name} at {At(group.Line)} is {group.Value.Shape}; write {expected}");
        }

        return group.Value.Entries;
    }

    /// <summary>The one value of a key; null, and an error, where it is a list or a mapping or nothing.</summary>
    public string? Text(YamlEntry entry, string group, string expected)
    {
        if (entry.Value.Text is null)
        {
            _errors.Add($"{group}.{entry.Key} at {At(entry.Line)} is {entry.Value.Shape}; write {expected}");
        }

        return entry.Value.Text;
    }

    public void CheckKeys(string group, IReadOnlyList<YamlEntry> entries, IReadOnlyList<string> known)
    {
        foreach (YamlEntry entry in entries.Where(entry => !known.Contains(entry.Key)))
        {
            _errors.Add(WebKeys.Mends.TryGetValue(group + entry.Key, out string? mend)
                ? $"{group}{entry.Key} at {At(entry.Line)} is not supported; {mend}"
                : Unknown(group, entry, known));
        }
    }

    /// <summary>The error about a key that is none of the known.</summary>
    public string Unknown(string group, YamlEntry entry, IEnumerable<string> known)
    {
        string[] names = [.. known.Order(StringComparer.Ordinal)];
        return $"unknown key {group}{entry.Key} at {At(entry.Line)}{NearestName.Hint(entry.Key, names, $"; known here: {string.Join(", ", names)}")}";
    }

    public static YamlEntry? Find(IReadOnlyList<YamlEntry> entries, string key) => entries.FirstOrDefault(entry => entry.Key == key);

    public string At(int line) => $"{_path}:{line}";
}
