namespace SocketExporter.Netstat;

/// <summary>One flag of the command: all that the reader, the usage, the completions and the manual page know of it.</summary>
internal sealed record NetstatFlag
{
    /// <summary>Of bundles such as -tulpn; null where there is only a long name.</summary>
    public char? Letter { get; init; }

    /// <summary>Without their hyphens; the first is the one that is shown.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>Heading it stands under.</summary>
    public required string Group { get; init; }

    /// <summary>One line, without a full stop.</summary>
    public required string Help { get; init; }

    /// <summary>What the value is called; null for a flag without one.</summary>
    public string? ValueName { get; init; }

    /// <summary>Whether a value, written with "=", may be left out.</summary>
    public bool ValueIsOptional { get; init; }

    /// <summary>What completions offer for the value.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Notes it in the request. The text is the value, empty without one. Returns what is wrong with it, or null.</summary>
    public required Func<NetstatRequest, string, string?> Effect { get; init; }

    public bool NeedsValue => ValueName is not null && !ValueIsOptional;
}
