using System.CommandLine;
using SocketExporter.Config;

namespace SocketExporter.Cli;

/// <summary>Messages about words of the command line that nothing knows.</summary>
internal static class UsageErrors
{
    private const string SeeHelp = "; see socket-exporter --help";

    public static IEnumerable<string> Of(ParseResult parsed)
    {
        var commands = new List<Command> { parsed.RootCommandResult.Command };
        if (parsed.CommandResult.Command != parsed.RootCommandResult.Command)
        {
            commands.Add(parsed.CommandResult.Command);
        }

        var knownFlags = commands.SelectMany(command => command.Options).Select(option => option.Name).ToList();
        var knownWords = parsed.CommandResult.Command.Subcommands.Select(command => command.Name).ToList();
        var followsUnknownFlag = false;
        var messages = new List<string>();
        foreach (var word in parsed.UnmatchedTokens)
        {
            if (word.StartsWith('-') && word.Length > 1)
            {
                // The nearest name is sought for the part before "=": the value would count as slips.
                var name = word.Split('=')[0];
                followsUnknownFlag = name.Length == word.Length;
                messages.Add(knownFlags.Contains(name)
                    ? $"{name} takes no value; leave out {word[name.Length..]}"
                    : $"unknown flag {name}{NearestName.Hint(name, knownFlags, SeeHelp)}");
            }
            else
            {
                // The word after an unknown flag is most likely its value.
                if (!followsUnknownFlag)
                {
                    messages.Add(knownWords.Count > 0
                        ? $"unknown command {word}{NearestName.Hint(word, knownWords, SeeHelp)}"
                        : $"unexpected argument {word}{SeeHelp}");
                }

                followsUnknownFlag = false;
            }
        }

        // What the parser itself found and the words above don't explain.
        return parsed.UnmatchedTokens.Count > 0 ? messages : parsed.Errors.Select(error => error.Message.TrimEnd('.') + SeeHelp);
    }
}
