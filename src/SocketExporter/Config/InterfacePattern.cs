using System.Buffers;
using System.IO.Enumeration;
using System.Text;

namespace SocketExporter.Config;

/// <summary>Names of interfaces as a shell writes them: * is anything, also nothing, ? one character.</summary>
internal sealed class InterfacePattern
{
    /// <summary>Bytes of a name at most (IFNAMSIZ less its zero).</summary>
    private const int LongestName = 15;

    /// <summary>What is not in a name by the kernel's rules (dev_valid_name), or means something in a regular expression or a shell and nothing here.</summary>
    private static readonly SearchValues<char> Refused = SearchValues.Create("/:[]{}()|^$+\\\"'`!;");

    private readonly string _text;

    /// <summary>The part before the only *, at the end: nearly every pattern is of this kind. null: another.</summary>
    private readonly string? _prefix;

    /// <exception cref="ArgumentException">It has a <see cref="Complaint"/>.</exception>
    public InterfacePattern(string text)
    {
        _text = Complaint(text) is { } complaint ? throw new ArgumentException(complaint, nameof(text)) : text;
        _prefix = text.EndsWith('*') && text.AsSpan(0, text.Length - 1).IndexOfAny('*', '?') < 0 ? text[..^1] : null;
    }

    /// <summary>Patterns with commas between them, as a flag, a variable or an entry of the file holds them.</summary>
    public static string[] Split(string text) => text.Split(',', StringSplitOptions.TrimEntries);

    /// <summary>What is wrong with one pattern and how to mend it; null if nothing is.</summary>
    public static string? Complaint(string text)
    {
        if (text.Length == 0)
        {
            return "a pattern is empty; write names with * and ?, like veth*, and commas between them";
        }

        int at = text.AsSpan().IndexOfAny(Refused);
        if (at < 0)
        {
            at = text.AsSpan().IndexOfAnyInRange('\0', ' ');
        }

        if (at >= 0)
        {
            string what = text[at] > ' ' ? $"the character '{text[at]}'" : "a blank or a control character";
            return $"\"{text}\" holds {what}; write * for anything and ? for one character, like eth*";
        }

        int bytes = Encoding.UTF8.GetByteCount(text.Replace("*", "", StringComparison.Ordinal));
        return bytes > LongestName
            ? $"\"{text}\" fits no interface, as names have at most {LongestName} characters; shorten it or put a * in"
            : null;
    }

    public bool Fits(string name) => _prefix is null ? FileSystemName.MatchesSimpleExpression(_text, name, ignoreCase: false) : name.StartsWith(_prefix, StringComparison.Ordinal);

    public override string ToString() => _text;
}
