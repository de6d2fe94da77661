using System.CommandLine;
using System.CommandLine.Parsing;
using SocketExporter.Config;

namespace SocketExporter.Cli;

/// <summary>The options that come from the table of settings. They take any text: what a value must look like is said once, in <see cref="SettingText"/>.</summary>
internal sealed class SettingFlags
{
    private readonly List<(Setting Setting, Option Flag, Option? Negated)> _rows = [];

    public SettingFlags(SettingsTable table)
    {
        foreach (Setting setting in table.All)
        {
            Option flag = setting.Kind == SettingKind.Switch ? SwitchOption(setting.Flag) : ValueOption(setting.Flag);
            flag.Recursive = true;
            Option<bool>? negated = setting.NegatedFlag is { } name ? SwitchOption(name) : null;
            negated?.Recursive = true;
            _rows.Add((setting, flag, negated));
        }
    }

    public IEnumerable<Option> Options => _rows.SelectMany(row => row.Negated is null ? [row.Flag] : new[] { row.Flag, row.Negated });

    /// <summary>Any number of values, so that the count is checked here and a flag given twice gets our message.</summary>
    public static Option<string[]> ValueOption(string name) => new(name) { Arity = ArgumentArity.ZeroOrMore };

    /// <summary>Arity zero, or it would take the next word for its value.</summary>
    public static Option<bool> SwitchOption(string name, params string[] aliases) => new(name, aliases) { Arity = ArgumentArity.Zero };

    public IReadOnlyList<SettingValue> Read(ParseResult parsed, List<string> errors)
    {
        var values = new List<SettingValue>();
        foreach ((Setting setting, Option flag, Option? negated) in _rows)
        {
            OptionResult? given = parsed.GetResult(flag);
            bool isNegated = negated is not null && parsed.GetResult(negated) is { Implicit: false };
            if (given is { Implicit: false })
            {
                if (isNegated)
                {
                    errors.Add($"{setting.Flag} and {setting.NegatedFlag} contradict each other; leave one out");
                }

                IReadOnlyList<string> texts = setting.Kind switch
                {
                    SettingKind.Switch => ["true"],
                    _ when setting.IsList && given.Tokens.Count > 0 => [.. given.Tokens.Select(token => token.Value)],
                    _ => SingleText(given, SettingText.Expected(setting), errors) is { } text ? [text] : [],
                };
                if (texts.Count > 0)
                {
                    values.Add(new SettingValue(setting, SettingLayer.Flag, texts, setting.Flag));
                }
            }
            else if (isNegated)
            {
                values.Add(new SettingValue(setting, SettingLayer.Flag, ["false"], setting.NegatedFlag!));
            }
        }

        return values;
    }

    public static string? SingleText(OptionResult given, string expected, List<string> errors)
    {
        if (given is { Tokens: [var token], IdentifierTokenCount: 1 })
        {
            return token.Value;
        }

        errors.Add(given.Tokens.Count == 0
            ? $"{given.Option.Name} has no value; write {expected}"
            : $"{given.Option.Name} is given {given.IdentifierTokenCount} times; keep one");
        return null;
    }
}
