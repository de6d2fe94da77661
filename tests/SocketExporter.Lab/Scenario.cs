using System.Globalization;

namespace SocketExporter.Lab;

/// <summary>A name and its key=value arguments, as written on the command line or on one line of standard input.</summary>
internal sealed class Scenario
{
    private readonly Dictionary<string, string> _values = [];
    private readonly HashSet<string> _unread = [];

    private Scenario(string name)
    {
        Name = name;
    }

    public string Name { get; }

    /// <summary>A word without '=' begins a scenario.</summary>
    public static IReadOnlyList<Scenario> Parse(IEnumerable<string> words)
    {
        List<Scenario> scenarios = [];
        foreach (string word in words)
        {
            int equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                scenarios.Add(new Scenario(word));
                continue;
            }

            Scenario last = scenarios.Count > 0 ? scenarios[^1] : throw new ArgumentException($"'{word}' stands before the first scenario");
            last._values.Add(word[..equals], word[(equals + 1)..]);
            last._unread.Add(word[..equals]);
        }

        return scenarios;
    }

    public string Text(string key, string? fallback = null)
    {
        _unread.Remove(key);
        return _values.TryGetValue(key, out string? value) ? value : fallback ?? throw new ArgumentException($"{Name} needs {key}=");
    }

    public int Number(string key, int? fallback = null)
        => int.Parse(Text(key, fallback?.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);

    /// <summary>A misspelt key must not make another population than the test believes.</summary>
    public void RefuseUnread()
    {
        if (_unread.Count > 0)
        {
            throw new ArgumentException($"{Name} does not know {string.Join(", ", _unread)}");
        }
    }
}
