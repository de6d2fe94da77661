using System.Text;

namespace SocketExporter.Config;

/// <summary>Rules for names of processes as the file has them, a list of mappings, → the texts that a flag would hold. Every complaint has its line.</summary>
internal sealed class YamlProcessNames
{
    private readonly string _setting;
    private readonly string _path;
    private readonly List<ConfigurationComplaint> _complaints = [];
    private readonly List<string> _texts = [];

    private YamlProcessNames(string setting, string path) => (_setting, _path) = (setting, path);

    /// <param name="path">Only for messages.</param>
    public static (IReadOnlyList<string> Texts, IReadOnlyList<ConfigurationComplaint> Complaints) Read(IReadOnlyList<YamlNode> rules, string setting, string path)
    {
        var reader = new YamlProcessNames(setting, path);
        foreach (YamlNode rule in rules.Where(static rule => !rule.IsAlias))
        {
            reader.ReadRule(rule);
        }

        if (rules.Count > ProcessNameRule.MaxRules)
        {
            reader.Complain(rules[ProcessNameRule.MaxRules].Line, $"is one more than {ProcessNameRule.MaxRules} rules; join some with | in their patterns");
        }

        return (reader._texts, reader._complaints);
    }

    private void ReadRule(YamlNode rule)
    {
        if (rule.Entries is not { } entries)
        {
            Complain(rule.Line, $"has an entry that is {rule.Shape}; write a name and patterns, like {{name: \"java-{{jar}}\", comm: java}}");
            return;
        }

        int before = _complaints.Count;
        string name = "";
        var patterns = new StringBuilder();
        foreach (YamlEntry entry in entries.Where(static entry => !entry.Value.IsAlias))
        {
            if (TextOf(entry) is not { } text)
            {
                continue;
            }

            if (entry.Key == ProcessNameRule.NameKey)
            {
                name = text;
            }
            else
            {
                patterns.Append(' ').Append(entry.Key).Append('=').Append(WithoutBlanks(text));
            }
        }

        if (_complaints.Count == before && name.AsSpan().Trim().IsEmpty)
        {
            Complain(rule.Line, "has a rule without a name; write one under it, like name: web");
        }
        else if (name.Contains(' ', StringComparison.Ordinal))
        {
            Complain(rule.Line, $"has the name \"{name}\" with a blank; write it without");
        }

        bool isWhole = _complaints.Count == before;
        string written = (isWhole ? name : StandInName(name)) + patterns;
        IReadOnlyList<string> complaints;
        if (!isWhole)
        {
            complaints = ProcessNameRule.ComplaintsOfParts(written);
        }
        else if (ProcessNameRule.Read(written, out complaints) is not null)
        {
            _texts.Add(written);
        }

        foreach (string complaint in complaints)
        {
            _complaints.Add(new ConfigurationComplaint(rule.Line, $"{_setting} at {_path}:{rule.Line}: {complaint}"));
        }
    }

    /// <summary>Of a name that is missing or holds a blank it is said already: the patterns behind it are to be judged all the same.</summary>
    private static string StandInName(string name) => name.AsSpan().Trim().IsEmpty || name.Contains(' ', StringComparison.Ordinal) ? ProcessNameRule.NameKey : name;

    private string? TextOf(YamlEntry entry)
    {
        if (!ProcessNameRule.Keys.Contains(entry.Key))
        {
            string hint = NearestName.Hint(entry.Key, ProcessNameRule.Keys, $"; known here: {string.Join(", ", ProcessNameRule.Keys)}");
            _complaints.Add(new ConfigurationComplaint(entry.Line, $"unknown key {_setting}.{entry.Key} at {_path}:{entry.Line}{hint}"));
            return null;
        }

        if (entry.Value.Text is { } text)
        {
            return text;
        }

        _complaints.Add(new ConfigurationComplaint(
            entry.Line,
            $"{_setting}.{entry.Key} at {_path}:{entry.Line} is {entry.Value.Shape}; write {(entry.Key == ProcessNameRule.NameKey ? "a name, like java-{jar}" : "a regular expression, like nginx|httpd")}"));
        return null;
    }

    /// <summary>A flag's text is told apart by blanks: in a pattern they are written as \x20, behind a backslash too.</summary>
    private static string WithoutBlanks(string pattern)
    {
        var text = new StringBuilder(pattern.Length);
        for (int i = 0; i < pattern.Length; i++)
        {
            bool isEscape = pattern[i] == '\\' && i + 1 < pattern.Length;
            char c = isEscape ? pattern[i + 1] : pattern[i];
            text.Append(c == ' ' ? @"\x20" : isEscape ? pattern.Substring(i, 2) : c.ToString());
            i += isEscape ? 1 : 0;
        }

        return text.ToString();
    }

    private void Complain(int line, string fault) => _complaints.Add(new ConfigurationComplaint(line, $"{_setting} at {_path}:{line} {fault}"));
}
