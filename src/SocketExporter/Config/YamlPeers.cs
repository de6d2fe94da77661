namespace SocketExporter.Config;

/// <summary>Groups of peers as the file has them, a mapping by name, → the texts that a flag would hold. Every complaint has its line.</summary>
internal sealed class YamlPeers
{
    private readonly string _path;
    private readonly List<ConfigurationComplaint> _complaints = [];
    private readonly List<string> _texts = [];

    private YamlPeers(string path) => _path = path;

    /// <param name="path">Only for messages.</param>
    public static (IReadOnlyList<string> Texts, IReadOnlyList<ConfigurationComplaint> Complaints) Read(IReadOnlyList<YamlEntry> groups, string path)
    {
        var reader = new YamlPeers(path);
        foreach (YamlEntry group in groups.Where(static group => !group.Value.IsAlias))
        {
            reader.ReadGroup(group);
        }

        if (groups.Count > PeerGroup.MaxGroups)
        {
            reader.Complain(groups[PeerGroup.MaxGroups].Line, "peers", $"is one more than {PeerGroup.MaxGroups} groups; join some");
        }

        return (reader._texts, reader._complaints);
    }

    private void ReadGroup(YamlEntry group)
    {
        string name = "peers." + group.Key;
        if (group.Value.Entries is not { } entries)
        {
            Complain(group.Line, name, $"is {group.Value.Shape}; write networks and ports under it, like {group.Key}: {{cidr: [10.0.0.0/8], port: [5432]}}");
            return;
        }

        int before = _complaints.Count;
        if (PeerGroup.NameComplaint(group.Key) is { } misnamed)
        {
            ComplainOf(group.Line, name, misnamed);
        }

        string text = group.Key;
        foreach (YamlEntry entry in entries.Where(static entry => !entry.Value.IsAlias))
        {
            text += ReadEntry(name, entry);
        }

        if (_complaints.Count > before)
        {
            return;
        }

        // Each value is good and in its place; what remains is said of the whole group.
        if (PeerGroup.Read(text, out IReadOnlyList<string> complaints) is not null)
        {
            _texts.Add(text);
        }

        foreach (string complaint in complaints)
        {
            ComplainOf(group.Line, name, complaint);
        }
    }

    private string ReadEntry(string group, YamlEntry entry)
    {
        string name = $"{group}.{entry.Key}";
        if (!PeerGroup.Keys.Contains(entry.Key))
        {
            string hint = NearestName.Hint(entry.Key, PeerGroup.Keys, $"; known here: {string.Join(", ", PeerGroup.Keys)}");
            _complaints.Add(new ConfigurationComplaint(entry.Line, $"unknown key {name} at {_path}:{entry.Line}{hint}"));
            return "";
        }

        IReadOnlyList<YamlNode> nodes = entry.Value.Items ?? [entry.Value];
        if (nodes.Count == 0 || nodes.Any(static node => node is { Text: null, IsAlias: false }))
        {
            Complain(entry.Line, name, entry.Key == PeerGroup.Keys[0] ? "needs a network, like 10.0.0.0/8, or a list of them" : "needs a port, like 5432, or a list of them");
        }

        List<string> values = [];
        foreach (YamlNode node in nodes.Where(static node => node.Text is not null))
        {
            // One text may hold what a flag would: values with commas between them.
            foreach (string value in entry.Value.Items is null ? node.Text!.Split(',', StringSplitOptions.TrimEntries) : [node.Text!])
            {
                values.Add(value);
                if (PeerGroup.ValueComplaint(entry.Key, value) is { } complaint)
                {
                    ComplainOf(node.Line, group, complaint);
                }
            }
        }

        return $" {entry.Key}={string.Join(',', values)}";
    }

    private void ComplainOf(int line, string name, string complaint) => _complaints.Add(new ConfigurationComplaint(line, $"{name} at {_path}:{line}: {complaint}"));

    private void Complain(int line, string name, string fault) => _complaints.Add(new ConfigurationComplaint(line, $"{name} at {_path}:{line} {fault}"));
}
