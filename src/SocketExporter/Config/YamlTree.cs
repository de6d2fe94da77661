using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace SocketExporter.Config;

/// <summary>
/// Reads a YAML text whose root is a mapping into nodes that know their lines. Anchors, aliases and tags are refused, so that nothing can expand, and
/// a key stands once in its mapping.
/// </summary>
internal sealed class YamlTree
{
    /// <summary>A web configuration needs three levels; the time of the scanner is quadratic in their depth.</summary>
    private const int DeepestNesting = 16;

    private readonly string _path;
    private readonly Parser _events;
    private readonly List<string> _errors;

    private YamlTree(string text, string path, List<string> errors)
    {
        _path = path;
        _errors = errors;
        _events = new Parser(new StringReader(text));
    }

    /// <summary>Never throws for any text; what can't be read becomes an error with its line.</summary>
    /// <param name="path">Only for messages.</param>
    /// <returns>The entries of the root; none for a text without any. Of no use where there is an error.</returns>
    public static IReadOnlyList<YamlEntry> Read(string text, string path, List<string> errors)
    {
        var tree = new YamlTree(text, path, errors);
        try
        {
            return tree.ReadStream();
        }
        catch (YamlException failure)
        {
            errors.Add($"YAML syntax error at {path}:{failure.Start.Line}: {failure.Message.TrimEnd('.')}; correct that line or the ones beside it");
        }
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException or EndOfStreamException)
        {
            // The library's own slips on some broken texts; see YamlSettings.
            errors.Add($"YAML syntax error after {path}:{tree._events.Current?.Start.Line ?? 1}; correct the lines that follow");
        }

        return [];
    }

    private IReadOnlyList<YamlEntry> ReadStream()
    {
        _events.Consume<StreamStart>();
        if (!_events.TryConsume<DocumentStart>(out _))
        {
            return [];
        }

        YamlNode root = ReadNode(depth: 0);
        if (root.Entries is null && !root.IsNothing)
        {
            _errors.Add($"{_path}:{root.Line} holds no mapping; write keys and values, like basic_auth_users: {{…}}");
        }

        _events.Consume<DocumentEnd>();
        if (_events.TryConsume<DocumentStart>(out DocumentStart? second))
        {
            _errors.Add($"a second document begins at {At(second)}; keep one");
        }

        return root.Entries ?? [];
    }

    private YamlNode ReadNode(int depth)
    {
        ParsingEvent start = _events.Consume<ParsingEvent>();
        Refuse(start);
        if (depth > DeepestNesting)
        {
            throw new YamlException(start.Start, start.End, $"Nested more than {DeepestNesting} levels deep");
        }

        int line = (int)start.Start.Line;
        return start switch
        {
            Scalar scalar => new YamlNode(line) { Text = scalar is { Style: ScalarStyle.Plain, Value: "" or "~" or "null" } ? null : scalar.Value },
            MappingStart => new YamlNode(line) { Entries = ReadEntries(depth) },
            SequenceStart => new YamlNode(line) { Items = ReadItems(depth) },
            _ => new YamlNode(line),
        };
    }

    private List<YamlEntry> ReadEntries(int depth)
    {
        var entries = new List<YamlEntry>();
        while (!_events.TryConsume<MappingEnd>(out _))
        {
            YamlNode key = ReadNode(depth + 1);
            YamlNode value = ReadNode(depth + 1);
            if (key.Text is not { Length: > 0 } name)
            {
                _errors.Add($"the key at {_path}:{key.Line} is no word; write the name of a setting");
            }
            else if (entries.Find(entry => entry.Key == name) is { } before)
            {
                _errors.Add($"{name} at {_path}:{key.Line} was given before at {_path}:{before.Line}; keep one of them");
            }
            else
            {
                entries.Add(new YamlEntry(name, key.Line, value));
            }
        }

        return entries;
    }

    private List<YamlNode> ReadItems(int depth)
    {
        var items = new List<YamlNode>();
        while (!_events.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode(depth + 1));
        }

        return items;
    }

    private void Refuse(ParsingEvent node)
    {
        if (node is AnchorAlias alias)
        {
            _errors.Add($"the alias *{alias.Value} at {At(node)} is not supported; write the value out");
        }

        if (node is NodeEvent { Anchor: { IsEmpty: false } anchor })
        {
            _errors.Add($"the anchor &{anchor} at {At(node)} is not supported; remove it");
        }

        if (node is NodeEvent { Tag: { IsEmpty: false } tag })
        {
            _errors.Add($"the tag {tag} at {At(node)} is not supported; remove it");
        }
    }

    private string At(ParsingEvent node) => $"{_path}:{node.Start.Line}";
}
