using System.Text;

namespace SocketExporter.Config;

/// <summary>A name with gaps: <c>{unit}</c>, <c>java-{jar}</c>.</summary>
internal sealed class NameTemplate
{
    private const int MaxLength = 200;

    /// <summary>Texts at even places, names of gaps at odd ones.</summary>
    private readonly string[] _parts;

    private NameTemplate(string[] parts) => _parts = parts;

    public IEnumerable<string> Gaps => _parts.Where(static (_, place) => place % 2 == 1);

    /// <summary>null where there is a complaint.</summary>
    public static NameTemplate? Read(string text, out string? complaint)
    {
        complaint = text.Length switch
        {
            0 => "a name is empty; write one like web or java-{jar}",
            > MaxLength => $"a name has {text.Length} characters; write at most {MaxLength}",
            _ => null,
        };
        string[] parts = text.Split('{', '}');
        if (complaint is null && (!BracesAlternate(text) || parts.Where(static (part, place) => place % 2 == 1 && part.Length == 0).Any()))
        {
            complaint = $"\"{text}\" has braces that do not close, lie in each other or hold nothing; write a name like web or java-{{jar}}";
        }

        return complaint is null ? new NameTemplate(parts) : null;
    }

    /// <summary>The name; null where a gap has nothing to be filled with.</summary>
    public string? Fill(Func<string, string?> textOf)
    {
        var name = new StringBuilder();
        for (int place = 0; place < _parts.Length; place++)
        {
            string? part = place % 2 == 0 ? _parts[place] : textOf(_parts[place]);
            if (place % 2 == 1 && string.IsNullOrEmpty(part))
            {
                return null;
            }

            name.Append(part);
        }

        return name.ToString();
    }

    private static bool BracesAlternate(string text)
    {
        bool open = false;
        foreach (char c in text.Where(static c => c is '{' or '}'))
        {
            if (c == '{' == open)
            {
                return false;
            }

            open = !open;
        }

        return !open;
    }
}
