using System.Text;
using System.Text.RegularExpressions;

namespace SocketExporter.Config;

/// <summary>A pattern for one trait of a process. As in Prometheus it must fit the whole text.</summary>
internal sealed record ProcessPattern(ProcessTrait Trait, Regex Expression)
{
    private const int MaxLength = 1000;

    /// <summary>Named groups alone are kept, a point is any character, and the time to match grows with the text and with nothing else, whatever the pattern: what it is held against is chosen by other people's processes.</summary>
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.Singleline | RegexOptions.CultureInvariant;

    /// <summary>Names of the groups whose text the name can hold.</summary>
    public IReadOnlyList<string> Groups { get; } = [.. Expression.GetGroupNames().Where(static name => !char.IsAsciiDigit(name[0]))];

    /// <summary>null where there is a complaint.</summary>
    public static ProcessPattern? Read(ProcessTrait trait, string text, out string? complaint)
    {
        complaint = text.Length switch
        {
            0 => "a pattern is empty; write a regular expression that fits the whole text, like nginx or .*-jar .*",
            > MaxLength => $"a pattern has {text.Length} characters; write at most {MaxLength}",
            _ => null,
        };
        if (complaint is not null)
        {
            return null;
        }

        try
        {
            // Alone first: "a)|(b" must not become good by what is put around it.
            _ = new Regex(text, Options);
            return new ProcessPattern(trait, new Regex($@"\A(?:{text})\z", Options));
        }
        catch (RegexParseException e)
        {
            complaint = $"\"{text}\" is no regular expression: {Words(e.Error)} at character {e.Offset}";
        }
        catch (NotSupportedException)
        {
            complaint = $"\"{text}\" looks around, refers back or forbids backtracking, which may take any time; write it without (?=…), (?!…), (?>…), \\1 and the like";
        }

        return null;
    }

    /// <summary>"UnescapedEndingBackslash" as words: the runtime's own sentences are not in a trimmed program.</summary>
    private static string Words(RegexParseError error)
    {
        var words = new StringBuilder();
        foreach (char c in error.ToString())
        {
            words.Append(char.IsAsciiLetterUpper(c) && words.Length > 0 ? " " : "").Append(char.ToLowerInvariant(c));
        }

        return words.ToString();
    }
}
