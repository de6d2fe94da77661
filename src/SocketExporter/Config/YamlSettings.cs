namespace SocketExporter.Config;

/// <summary>Reads settings from YAML: mappings nested as the dots in their names. Every value keeps its line.</summary>
internal sealed class YamlSettings
{
    private readonly SettingsTable _table;
    private readonly string _path;
    private readonly List<SettingValue> _values = [];
    private readonly List<ConfigurationComplaint> _complaints;

    private YamlSettings(SettingsTable table, string path, IEnumerable<ConfigurationComplaint> complaints)
    {
        _table = table;
        _path = path;
        _complaints = [.. complaints];
    }

    /// <summary>Never throws for any text; what can't be read becomes an error with its line.</summary>
    /// <param name="path">Only for messages.</param>
    public static FileSettings Parse(SettingsTable table, string text, string path)
    {
        YamlTree tree = YamlTree.Read(text, path, example: "sampling: {interval: 5s}");
        var reader = new YamlSettings(table, path, tree.Complaints);
        reader.ReadGroup("", tree.Root);
        return new FileSettings(reader._values, [.. reader._complaints.OrderBy(static complaint => complaint.Line).Select(static complaint => complaint.Text)]);
    }

    /// <param name="group">"" or dotted names and a last dot.</param>
    private void ReadGroup(string group, IReadOnlyList<YamlEntry> entries)
    {
        foreach (YamlEntry entry in entries)
        {
            string name = group + entry.Key;
            if (entry.Value.IsAlias)
            {
                continue;
            }

            if (!entry.Key.Contains('.') && _table.IsGroup(name))
            {
                ReadGroupNode(name, entry);
            }
            else if (!entry.Key.Contains('.') && _table.Find(name) is { } setting)
            {
                ReadSetting(setting, entry);
            }
            else
            {
                Complain(entry.Line, UnknownKey(group, entry));
            }
        }
    }

    private void ReadGroupNode(string name, YamlEntry entry)
    {
        if (entry.Value.Entries is { } entries)
        {
            ReadGroup(name + ".", entries);
        }
        else if (!entry.Value.IsNothing)
        {
            string keys = string.Join(", ", _table.FileKeysIn(name + "."));
            Complain(entry.Line, $"{name} at {At(entry.Line)} is a group of settings and takes no value itself; put one of these under it: {keys}");
        }
    }

    private void ReadSetting(Setting setting, YamlEntry entry)
    {
        string culprit = $"{setting.Name} at {At(entry.Line)}";
        if (!setting.AllowedInFile)
        {
            Complain(entry.Line, NoEffect(setting, entry.Line));
        }
        else if (setting.Kind == SettingKind.PeerGroups && entry.Value.Entries is { } groups)
        {
            (IReadOnlyList<string> texts, IReadOnlyList<ConfigurationComplaint> complaints) = YamlPeers.Read(groups, _path);
            _values.Add(new SettingValue(setting, SettingLayer.File, texts, At(entry.Line)));
            _complaints.AddRange(complaints);
        }
        else if (setting.Kind == SettingKind.ProcessNames && entry.Value.Items is { Count: > 0 } rules)
        {
            (IReadOnlyList<string> texts, IReadOnlyList<ConfigurationComplaint> complaints) = YamlProcessNames.Read(rules, setting.Name, _path);
            _values.Add(new SettingValue(setting, SettingLayer.File, texts, At(entry.Line)));
            _complaints.AddRange(complaints);
        }
        else if (entry.Value.Text is { } text)
        {
            // As an environment variable holds a list.
            Take(setting, entry.Line, setting.IsList ? text.Split(setting.EnvironmentSeparator, StringSplitOptions.TrimEntries) : [text]);
        }
        else if (entry.Value.Items is { } items && setting.IsList)
        {
            ReadList(setting, entry.Line, items);
        }
        else
        {
            string fault = entry.Value.IsNothing ? "has no value" : "is " + entry.Value.Shape;
            Complain(entry.Line, $"{culprit} {fault}; write {SettingText.Expected(setting)}");
        }
    }

    private void ReadList(Setting setting, int line, IReadOnlyList<YamlNode> items)
    {
        foreach (YamlNode item in items.Where(static item => item is { Text: null, IsAlias: false }))
        {
            Complain(item.Line, $"{setting.Name} at {At(item.Line)} has an entry that is no text; write {SettingText.Expected(setting)}");
        }

        if (items.Count == 0)
        {
            Complain(line, $"{setting.Name} at {At(line)} is an empty list; write {SettingText.Expected(setting)}");
        }

        YamlNode[] texts = [.. items.Where(static item => item.Text is not null)];
        if (texts.Length > 0)
        {
            TakeList(setting, line, texts);
        }
    }

    /// <summary>A wrong entry is named with its own line; what is wrong with the list, that an entry stands there twice, with that of the list.</summary>
    private void TakeList(Setting setting, int line, YamlNode[] items)
    {
        foreach (YamlNode item in items)
        {
            foreach (string complaint in SettingText.Complaints(setting, item.Text!))
            {
                Complain(item.Line, $"{setting.Name} at {At(item.Line)}: {complaint}");
            }
        }

        var value = new SettingValue(setting, SettingLayer.File, [.. items.Select(static item => item.Text!)], At(line));
        _values.Add(value);
        foreach (string complaint in SettingText.ListComplaints(value))
        {
            Complain(line, $"{value.Subject}: {complaint}");
        }
    }

    private void Take(Setting setting, int line, IReadOnlyList<string> texts)
    {
        var value = new SettingValue(setting, SettingLayer.File, texts, At(line));
        _values.Add(value);
        foreach (string complaint in SettingText.Complaints(value))
        {
            Complain(line, complaint);
        }
    }

    private string NoEffect(Setting setting, int line) => $"{setting.Name} at {At(line)} has no effect in a file; use {setting.Flag} or {setting.EnvironmentName}";

    private string UnknownKey(string group, YamlEntry entry)
    {
        string name = group + entry.Key;
        if (_table.Find(name) is { AllowedInFile: false } elsewhere)
        {
            return NoEffect(elsewhere, entry.Line);
        }

        if (_table.Find(name) is { } dotted)
        {
            string[] words = dotted.Name.Split('.');
            return $"{name} at {At(entry.Line)} is written with dots; nest it, like {string.Join(": {", words)}: …{new string('}', words.Length - 1)}";
        }

        IReadOnlyList<string> keys = _table.FileKeysIn(group);
        string hint = NearestName.Hint(name, keys.Select(known => group + known), $"; known here: {string.Join(", ", keys)}");
        return $"unknown key {name} at {At(entry.Line)}{hint}";
    }

    private void Complain(int line, string text) => _complaints.Add(new ConfigurationComplaint(line, text));

    private string At(int line) => $"{_path}:{line}";
}
