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

    private readonly SettingsTable table;
    private readonly string path;
    private readonly Parser events;
    private readonly List<SettingValue> values = [];
    private readonly List<string> errors = [];

    private YamlSettings(SettingsTable table, string text, string path)
    {
        this.table = table;
        this.path = path;
        events = new Parser(new StringReader(text));
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
            var reason = failure.Message.TrimEnd('.');
            reader.errors.Add($"YAML syntax error at {path}:{failure.Start.Line}: {reason}; correct that line or the ones beside it");
        }
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException or EndOfStreamException)
        {
            // YamlDotNet's own slips on some broken texts, found by random ones: a list that is not closed before the next key gives the
            // first type, a tag that ends in a bracket the second, a tab in the wrong place the third.
            reader.errors.Add($"YAML syntax error after {path}:{reader.events.Current?.Start.Line ?? 1}; correct the lines that follow");
        }

        return new FileSettings(reader.values, reader.errors);
    }

    private void ReadStream()
    {
        events.Consume<StreamStart>();
        if (!events.TryConsume<DocumentStart>(out _))
        {
            return;
        }

        if (events.TryConsume<MappingStart>(out var mapping))
        {
            Refuse(mapping);
            ReadGroup("");
        }
        else
        {
            var root = events.Consume<ParsingEvent>();
            if (root is not Scalar { Style: ScalarStyle.Plain, Value: "" or "~" or "null" })
            {
                errors.Add($"{path}:{root.Start.Line} holds no mapping; write keys and values, like sampling: {{interval: 5s}}");
            }

            SkipRestOf(root);
        }

        events.Consume<DocumentEnd>();
        if (events.TryConsume<DocumentStart>(out var second))
        {
            errors.Add($"a second document begins at {At(second)}; keep one");
        }
    }

    /// <param name="group">"" or dotted names and a last dot.</param>
    private void ReadGroup(string group)
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        while (!events.TryConsume<MappingEnd>(out _))
        {
            var key = events.Consume<ParsingEvent>();
            Refuse(key);
            if (key is not Scalar { Value: { Length: > 0 } word })
            {
                errors.Add($"the key at {At(key)} is no word; write the name of a setting");
                SkipRestOf(key);
                SkipRestOf(events.Consume<ParsingEvent>());
                continue;
            }

            var name = group + word;
            var node = events.Consume<ParsingEvent>();
            if (!seen.TryAdd(word, At(key)))
            {
                errors.Add($"{name} at {At(key)} was given before at {seen[word]}; keep one of them");
                SkipRestOf(node);
                continue;
            }

            Refuse(node);
            if (!word.Contains('.') && table.IsGroup(name))
            {
                ReadGroupNode(name, key, node);
            }
            else if (!word.Contains('.') && table.Find(name) is { } setting)
            {
                ReadSetting(setting, key, node);
            }
            else
            {
                errors.Add(UnknownKey(group, word, key));
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
                var keys = string.Join(", ", table.FileKeysIn(name + "."));
                errors.Add($"{name} at {At(key)} is a group of settings and takes no value itself; put one of these under it: {keys}");
                SkipRestOf(node);
                break;
        }
    }

    private void ReadSetting(Setting setting, ParsingEvent key, ParsingEvent node)
    {
        if (!setting.AllowedInFile)
        {
            errors.Add($"{setting.Name} at {At(key)} has no effect in a file; use {setting.Flag} or {setting.EnvironmentName}");
            SkipRestOf(node);
            return;
        }

        switch (node)
        {
            case Scalar scalar when IsNull(scalar):
                errors.Add($"{setting.Name} at {At(key)} has no value; write {SettingText.Expected(setting)}");
                break;
            case Scalar scalar:
                Take(new SettingValue(setting, SettingLayer.File, [scalar.Value], At(key)));
                break;
            case SequenceStart when setting.Kind == SettingKind.ListenAddresses:
                ReadList(setting, key);
                break;
            default:
                if (node is not AnchorAlias)
                {
                    var shape = node is SequenceStart ? "list" : "mapping";
                    errors.Add($"{setting.Name} at {At(key)} is a {shape}; write {SettingText.Expected(setting)}");
                }

                SkipRestOf(node);
                break;
        }
    }

    private void ReadList(Setting setting, ParsingEvent key)
    {
        var texts = new List<string>();
        var isWhole = true;
        while (!events.TryConsume<SequenceEnd>(out _))
        {
            var item = events.Consume<ParsingEvent>();
            Refuse(item);
            if (item is Scalar scalar && !IsNull(scalar))
            {
                texts.Add(scalar.Value);
                continue;
            }

            isWhole = false;
            if (item is not AnchorAlias)
            {
                errors.Add($"{setting.Name} at {At(item)} has an entry that is no text; write {SettingText.Expected(setting)}");
            }

            SkipRestOf(item);
        }

        if (texts.Count > 0)
        {
            Take(new SettingValue(setting, SettingLayer.File, texts, At(key)));
        }
        else if (isWhole)
        {
            errors.Add($"{setting.Name} at {At(key)} is an empty list; write {SettingText.Expected(setting)}");
        }
    }

    private void Take(SettingValue value)
    {
        values.Add(value);
        errors.AddRange(SettingText.Complaints(value));
    }

    private string UnknownKey(string group, string word, ParsingEvent key)
    {
        var name = group + word;
        if (table.Find(name) is { } dotted)
        {
            var words = dotted.Name.Split('.');
            return $"{name} at {At(key)} is written with dots; nest it, like {string.Join(": {", words)}: …{new string('}', words.Length - 1)}";
        }

        var keys = table.FileKeysIn(group);
        var hint = NearestName.Hint(name, keys.Select(known => group + known), $"; known here: {string.Join(", ", keys)}");
        return $"unknown key {name} at {At(key)}{hint}";
    }

    private void Refuse(ParsingEvent node)
    {
        if (node is AnchorAlias alias)
        {
            errors.Add($"the alias *{alias.Value} at {At(node)} is not supported; write the value out");
        }

        if (node is NodeEvent { Anchor: { IsEmpty: false } anchor })
        {
            errors.Add($"the anchor &{anchor} at {At(node)} is not supported; remove it");
        }

        if (node is NodeEvent { Tag: { IsEmpty: false } tag })
        {
            errors.Add($"the tag {tag} at {At(node)} is not supported; remove it");
        }
    }

    /// <summary>
    /// A loop, not a recursion, and bounded: a file of brackets must take neither the stack nor, as the scanner's time is quadratic in their depth, the day.
    /// </summary>
    private void SkipRestOf(ParsingEvent node)
    {
        var depth = node.NestingIncrease;
        while (depth > 0)
        {
            var next = events.Consume<ParsingEvent>();
            depth += next.NestingIncrease;
            if (depth > DeepestNesting)
            {
                throw new YamlException(next.Start, next.End, $"Nested more than {DeepestNesting} levels deep");
            }
        }
    }

    private string At(ParsingEvent node) => $"{path}:{node.Start.Line}";

    private static bool IsNull(Scalar scalar) => scalar is { Style: ScalarStyle.Plain, Value: "" or "~" or "null" };
}
