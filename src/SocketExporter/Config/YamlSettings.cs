using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace SocketExporter.Config;

/// <summary>
/// Reads settings from YAML: mappings nested as the dots in their names. It walks the parser's events and builds no objects, so that every value keeps
/// its line. Anchors, aliases and tags are refused: no setting needs them, and without aliases nothing can expand.
/// </summary>
internal sealed class YamlSettings
{
    /// <summary>Settings need three levels.</summary>
    private const int DeepestNesting = 32;

    private readonly SettingsTable _table;
    private readonly string _path;
    private readonly Parser _events;
    private readonly List<SettingValue> _values = [];
    private readonly List<string> _errors = [];

    private YamlSettings(SettingsTable table, string text, string path)
    {
        _table = table;
        _path = path;
        _events = new Parser(new StringReader(text));
    }

    /// <summary>Never throws for any text; what can't be read becomes an error with its line.</summary>
    /// <param name="path">Only for messages.</param>
    public static FileSettings Parse(SettingsTable table, string text, string path)
    {
        var reader = new YamlSettings(table, text, path);
        try
        {
            reader.ReadStream();
        }
        catch (YamlException failure)
        {
            string reason = failure.Message.TrimEnd('.');
            reader._errors.Add($"YAML syntax error at {path}:{failure.Start.Line}: {reason}; correct that line or the ones beside it");
        }
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException or EndOfStreamException)
        {
            // YamlDotNet's own slips on some broken texts, found by random ones: a list that is not closed before the next key gives the
            // first type, a tag that ends in a bracket the second, a tab in the wrong place the third.
            reader._errors.Add($"YAML syntax error after {path}:{reader._events.Current?.Start.Line ?? 1}; correct the lines that follow");
        }

        return new FileSettings(reader._values, reader._errors);
    }

    private void ReadStream()
    {
        _events.Consume<StreamStart>();
        if (!_events.TryConsume<DocumentStart>(out _))
        {
            return;
        }

        if (_events.TryConsume<MappingStart>(out MappingStart? mapping))
        {
            Refuse(mapping);
            ReadGroup("");
        }
        else
        {
            ParsingEvent root = _events.Consume<ParsingEvent>();
            if (root is not Scalar { Style: ScalarStyle.Plain, Value: "" or "~" or "null" })
            {
                _errors.Add($"{_path}:{root.Start.Line} holds no mapping; write keys and values, like sampling: {{interval: 5s}}");
            }

            SkipRestOf(root);
        }

        _events.Consume<DocumentEnd>();
        if (_events.TryConsume<DocumentStart>(out DocumentStart? second))
        {
            _errors.Add($"a second document begins at {At(second)}; keep one");
        }
    }

    /// <param name="group">"" or dotted names and a last dot.</param>
    private void ReadGroup(string group)
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        while (!_events.TryConsume<MappingEnd>(out _))
        {
            ParsingEvent key = _events.Consume<ParsingEvent>();
            Refuse(key);
            if (key is not Scalar { Value: { Length: > 0 } word })
            {
                _errors.Add($"the key at {At(key)} is no word; write the name of a setting");
                SkipRestOf(key);
                SkipRestOf(_events.Consume<ParsingEvent>());
                continue;
            }

            string name = group + word;
            ParsingEvent node = _events.Consume<ParsingEvent>();
            if (!seen.TryAdd(word, At(key)))
            {
                _errors.Add($"{name} at {At(key)} was given before at {seen[word]}; keep one of them");
                SkipRestOf(node);
                continue;
            }

            Refuse(node);
            if (!word.Contains('.') && _table.IsGroup(name))
            {
                ReadGroupNode(name, key, node);
            }
            else if (!word.Contains('.') && _table.Find(name) is { } setting)
            {
                ReadSetting(setting, key, node);
            }
            else
            {
                _errors.Add(UnknownKey(group, word, key));
                SkipRestOf(node);
            }
        }
    }

    private void ReadGroupNode(string name, ParsingEvent key, ParsingEvent node)
    {
        switch (node)
        {
            case MappingStart:
                ReadGroup(name + ".");
                break;

            // All its keys are commented out.
            case Scalar scalar when IsNull(scalar):
                break;

            // Already refused.
            case AnchorAlias:
                break;

            default:
                string keys = string.Join(", ", _table.FileKeysIn(name + "."));
                _errors.Add($"{name} at {At(key)} is a group of settings and takes no value itself; put one of these under it: {keys}");
                SkipRestOf(node);
                break;
        }
    }

    private void ReadSetting(Setting setting, ParsingEvent key, ParsingEvent node)
    {
        if (!setting.AllowedInFile)
        {
            _errors.Add($"{setting.Name} at {At(key)} has no effect in a file; use {setting.Flag} or {setting.EnvironmentName}");
            SkipRestOf(node);
            return;
        }

        switch (node)
        {
            case Scalar scalar when IsNull(scalar):
                _errors.Add($"{setting.Name} at {At(key)} has no value; write {SettingText.Expected(setting)}");
                break;
            case Scalar scalar:
                Take(new SettingValue(setting, SettingLayer.File, [scalar.Value], At(key)));
                break;
            case SequenceStart when setting.IsList:
                ReadList(setting, key);
                break;
            default:
                if (node is not AnchorAlias)
                {
                    string shape = node is SequenceStart ? "list" : "mapping";
                    _errors.Add($"{setting.Name} at {At(key)} is a {shape}; write {SettingText.Expected(setting)}");
                }

                SkipRestOf(node);
                break;
        }
    }

    private void ReadList(Setting setting, ParsingEvent key)
    {
        var texts = new List<string>();
        bool isWhole = true;
        while (!_events.TryConsume<SequenceEnd>(out _))
        {
            ParsingEvent item = _events.Consume<ParsingEvent>();
            Refuse(item);
            if (item is Scalar scalar && !IsNull(scalar))
            {
                texts.Add(scalar.Value);
                continue;
            }

            isWhole = false;
            if (item is not AnchorAlias)
            {
                _errors.Add($"{setting.Name} at {At(item)} has an entry that is no text; write {SettingText.Expected(setting)}");
            }

            SkipRestOf(item);
        }

        if (texts.Count > 0)
        {
            Take(new SettingValue(setting, SettingLayer.File, texts, At(key)));
        }
        else if (isWhole)
        {
            _errors.Add($"{setting.Name} at {At(key)} is an empty list; write {SettingText.Expected(setting)}");
        }
    }

    private void Take(SettingValue value)
    {
        _values.Add(value);
        _errors.AddRange(SettingText.Complaints(value));
    }

    private string UnknownKey(string group, string word, ParsingEvent key)
    {
        string name = group + word;
        if (_table.Find(name) is { } dotted)
        {
            string[] words = dotted.Name.Split('.');
            return $"{name} at {At(key)} is written with dots; nest it, like {string.Join(": {", words)}: …{new string('}', words.Length - 1)}";
        }

        IReadOnlyList<string> keys = _table.FileKeysIn(group);
        string hint = NearestName.Hint(name, keys.Select(known => group + known), $"; known here: {string.Join(", ", keys)}");
        return $"unknown key {name} at {At(key)}{hint}";
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

    /// <summary>
    /// A loop, not a recursion, and bounded: a file of brackets must take neither the stack nor, as the scanner's time is quadratic in their depth, the day.
    /// </summary>
    private void SkipRestOf(ParsingEvent node)
    {
        int depth = node.NestingIncrease;
        while (depth > 0)
        {
            ParsingEvent next = _events.Consume<ParsingEvent>();
            depth += next.NestingIncrease;
            if (depth > DeepestNesting)
            {
                throw new YamlException(next.Start, next.End, $"Nested more than {DeepestNesting} levels deep");
            }
        }
    }

    private string At(ParsingEvent node) => $"{_path}:{node.Start.Line}";

    private static bool IsNull(Scalar scalar) => scalar is { Style: ScalarStyle.Plain, Value: "" or "~" or "null" };
}
