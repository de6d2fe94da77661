namespace SocketExporter.Config;

/// <summary>
/// A node of a YAML text. At most one of <see cref="Text"/>, <see cref="Entries"/> and <see cref="Items"/> is there; of a node that says nothing
/// (<c>key:</c>, <c>~</c>, <c>null</c>) none is.
/// </summary>
/// <param name="Line">From 1.</param>
internal sealed record YamlNode(int Line)
{
    public string? Text { get; init; }

    public IReadOnlyList<YamlEntry>? Entries { get; init; }

    public IReadOnlyList<YamlNode>? Items { get; init; }

    /// <summary>It was refused already, with a complaint; there is nothing more to be said of it.</summary>
    public bool IsAlias { get; init; }

    public bool IsNothing => Text is null && Entries is null && Items is null;

    /// <summary>What it is, for a message.</summary>
    public string Shape => IsNothing ? "empty" : Text is not null ? "a text" : Entries is not null ? "a mapping" : "a list";
}
