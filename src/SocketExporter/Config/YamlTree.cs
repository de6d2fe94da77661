using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace SocketExporter.Config;

/// <summary>
/// Reads a YAML text whose root is a mapping into nodes that know their lines. Anchors, aliases and tags are refused: no setting needs them, and without aliases nothing
/// can expand. A key stands once in its mapping.
/// </summary>
internal sealed class YamlTree
{
    /// <summary>Settings need four levels. A file of brackets must take neither the stack nor, as the scanner's time is quadratic in their depth, the day.</summary>
    private const int DeepestNesting = 32;

    private readonly string _path;
    private readonly Parser _events;
    private readonly List<YamlEntry> _root = [];
    private readonly List<ConfigurationComplaint> _complaints = [];

    private YamlTree(string text, string path)
    {
        _path = path;
        _events = new Parser(new StringReader(text));
    }

    /// <summary>The entries of the root; none for a text without any. Where a syntax error ends the reading, what stood before it.</summary>
    public IReadOnlyList<YamlEntry> Root => _root;

    public IReadOnlyList<ConfigurationComplaint> Complaints => _complaints;

    /// <summary>Whether all of the text was read.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Never throws for any text; what can't be read becomes a complaint.</summary>
    /// <param name="path">Only for messages.</param>
    /// <param name="example">What a mapping may look like, for the complaint about a root that is none.</param>
    public static YamlTree Read(string text, string path, string example)
    {
        var tree = new YamlTree(text, path);
        try
        {
            tree.ReadStream(example);
            tree.IsWhole = true;
        }
        catch (YamlException failure)
        {
            int line = (int)failure.Start.Line;
            tree.Complain(line, $"YAML syntax error at {path}:{line}: {failure.Message.TrimEnd('.')}; correct that line or the ones beside it");
        }
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException or EndOfStreamException)
        {
            // YamlDotNet's own slips on some broken texts, found by random ones: a list that is not closed before the next key gives the
            // first type, a tag that ends in a bracket the second, a tab in the wrong place the third.
            int line = (int)(tree._events.Current?.Start.Line ?? 1);
            tree.Complain(line, $"YAML syntax error after {path}:{line}; correct the lines that follow");
        }

        return tree;
    }

    private void ReadStream(string example)
    {
        _events.Consume<StreamStart>();
        if (!_events.TryConsume<DocumentStart>(out _))
        {
            return;
        }

        if (_events.TryConsume<MappingStart>(out MappingStart? mapping))
        {
            Refuse(mapping);
            ReadEntries(_root, "", depth: 1);
        }
        else
        {
            YamlNode root = Open(depth: 0);
            Fill(root, "", depth: 0);
            if (!root.IsNothing)
            {
                Complain(root.Line, $"{_path}:{root.Line} holds no mapping; write keys and values, like {example}");
            }
        }

        _events.Consume<DocumentEnd>();
        if (_events.TryConsume<DocumentStart>(out DocumentStart? second))
        {
            Complain(LineOf(second), $"a second document begins at {At(second)}; keep one");
        }
    }

    /// <summary>The beginning of a node: its text, or a mapping or list that <see cref="Fill"/> reads.</summary>
    private YamlNode Open(int depth)
    {
        ParsingEvent start = _events.Consume<ParsingEvent>();
        Refuse(start);
        if (depth > DeepestNesting)
        {
            throw new YamlException(start.Start, start.End, $"Nested more than {DeepestNesting} levels deep");
        }

        int line = LineOf(start);
        return start switch
        {
            Scalar scalar => new YamlNode(line) { Text = scalar is { Style: ScalarStyle.Plain, Value: "" or "~" or "null" } ? null : scalar.Value },
            MappingStart => new YamlNode(line) { Entries = new List<YamlEntry>() },
            SequenceStart => new YamlNode(line) { Items = new List<YamlNode>() },
            _ => new YamlNode(line) { IsAlias = true },
        };
    }

    /// <param name="name">Of its key with those above it and dots between, for messages.</param>
    private void Fill(YamlNode node, string name, int depth)
    {
        if (node.Entries is List<YamlEntry> entries)
        {
            ReadEntries(entries, name + ".", depth + 1);
        }
        else if (node.Items is List<YamlNode> items)
        {
            while (!_events.TryConsume<SequenceEnd>(out _))
            {
                YamlNode item = Open(depth + 1);
                items.Add(item);
                Fill(item, name, depth + 1);
            }
        }
    }

    /// <summary>An entry is added before its value is read: a syntax error in it leaves what stood before.</summary>
    /// <param name="group">"" or dotted names and a last dot.</param>
    private void ReadEntries(List<YamlEntry> entries, string group, int depth)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        while (!_events.TryConsume<MappingEnd>(out _))
        {
            YamlNode key = Open(depth);
            Fill(key, group, depth);
            YamlNode value = Open(depth);
            string name = group + key.Text;
            if (key.Text is not { Length: > 0 })
            {
                Complain(key.Line, $"the key at {_path}:{key.Line} is no word; write the name of a setting");
            }
            else if (!seen.TryAdd(key.Text, key.Line))
            {
                Complain(key.Line, $"{name} at {_path}:{key.Line} was given before at {_path}:{seen[key.Text]}; keep one of them");
            }
            else
            {
                entries.Add(new YamlEntry(key.Text, key.Line, value));
            }

            Fill(value, name, depth);
        }
    }

    private void Refuse(ParsingEvent node)
    {
        if (node is AnchorAlias alias)
        {
            Complain(LineOf(node), $"the alias *{alias.Value} at {At(node)} is not supported; write the value out");
        }

        if (node is NodeEvent { Anchor: { IsEmpty: false } anchor })
        {
            Complain(LineOf(node), $"the anchor &{anchor} at {At(node)} is not supported; remove it");
        }

        if (node is NodeEvent { Tag: { IsEmpty: false } tag })
        {
            Complain(LineOf(node), $"the tag {tag} at {At(node)} is not supported; remove it");
        }
    }

    private void Complain(int line, string text) => _complaints.Add(new ConfigurationComplaint(line, text));

    private string At(ParsingEvent node) => $"{_path}:{LineOf(node)}";

    private static int LineOf(ParsingEvent node) => (int)node.Start.Line;
}
