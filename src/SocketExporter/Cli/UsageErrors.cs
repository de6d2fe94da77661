using System.CommandLine;
using SocketExporter.Config;

namespace SocketExporter.Cli;

/// <summary>Messages about words of the command line that nothing takes.</summary>
internal static class UsageErrors
{
    private const string SeeHelp = "; see socket-exporter --help";

    /// <param name="arguments">As they were parsed; they still show which words stood behind a "=".</param>
    public static List<string> Of(ParseResult parsed, string[] arguments)
    {
        var messages = new List<string>();
        bool followsUnknownFlag = false;
        foreach (string word in parsed.UnmatchedTokens)
        {
            if (word.StartsWith('-') && word.Length > 1)
            {
                // The nearest name is sought for the part before "=": the value would count as slips.
                string name = word.Split('=')[0];
                followsUnknownFlag = name.Length == word.Length;
                messages.Add(UnknownFlag(parsed, name));
            }
            else if (followsUnknownFlag)
            {
                // Most likely its value.
                followsUnknownFlag = false;
            }
            else
            {
                messages.Add(UnexpectedWord(parsed, word, arguments));
            }
        }

        // What the parser found itself and the words above don't explain.
        return messages.Count > 0 ? messages : [.. parsed.Errors.Select(error => error.Message.TrimEnd('.') + SeeHelp)];
    }

    private static string UnknownFlag(ParseResult parsed, string name)
    {
        if (parsed.RootCommandResult.Command.Subcommands.FirstOrDefault(command => Flags(command).Contains(name)) is { } owner)
        {
            return $"{name} belongs to the command {owner.Name}; write socket-exporter {owner.Name} {name}";
        }

        IEnumerable<string> known = Flags(parsed.RootCommandResult.Command).Concat(Flags(parsed.CommandResult.Command));
        return $"unknown flag {name}{NearestName.Hint(name, known, SeeHelp)}";
    }

    private static string UnexpectedWord(ParseResult parsed, string word, string[] arguments)
    {
        List<string> known = Flags(parsed.RootCommandResult.Command);
        if (known.FirstOrDefault(flag => arguments.Contains($"{flag}={word}")) is { } flag)
        {
            string opposite = "--no-" + flag[2..];
            return $"{flag} takes no value; leave out ={word}{(known.Contains(opposite) ? $", or write {opposite} to turn it off" : "")}";
        }

        IEnumerable<string> commands = parsed.CommandResult.Command.Subcommands.Select(command => command.Name);
        return NearestName.Find(word, commands) is { } nearest
            ? $"unknown command {word}; did you mean {nearest}?"
            : $"unexpected argument \"{word}\"{SeeHelp}";
    }

    private static List<string> Flags(Command command) => [.. command.Options.Select(option => option.Name)];
}
