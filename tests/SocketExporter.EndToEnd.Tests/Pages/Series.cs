namespace SocketExporter.EndToEnd.Tests.Pages;

/// <summary>One line of a page.</summary>
internal sealed record Series(string Name, IReadOnlyDictionary<string, string> Labels, double Value)
{
    /// <summary>Name and labels with the labels in alphabetical order: equal for equal series.</summary>
    public string Key { get; } = KeyOf(Name, Labels);

    public static string KeyOf(string name, IEnumerable<KeyValuePair<string, string>> labels)
        => $"{name}{{{string.Join(',', labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"))}}}";

    public static string KeyOf(string name, params (string Name, string Value)[] labels)
        => KeyOf(name, labels.Select(label => KeyValuePair.Create(label.Name, label.Value)));

    public bool Has(params (string Name, string Value)[] labels)
        => Array.TrueForAll(labels, label => Labels.TryGetValue(label.Name, out string? value) && value == label.Value);
}
