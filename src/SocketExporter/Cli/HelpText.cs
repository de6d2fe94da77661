using System.Text;
using SocketExporter.Config;

namespace SocketExporter.Cli;

/// <summary>Renders --help: the commands, then every setting of the table under its group.</summary>
internal static class HelpText
{
    public const string OnceName = "once";
    public const string NetstatName = "netstat";
    public const string CheckConfigName = "check-config";
    public const string DoctorName = "doctor";
    public const string RecordName = "record";

    private const int WidthColumns = 110;
    private const int HelpColumn = 34;

    /// <summary>What the first word may be, in the order of the page. Completions offer the same.</summary>
    public static IReadOnlyList<(string Name, string Arguments, string Help)> Commands { get; } =
    [
        (OnceName, " [--samples N]", "Take one sample, or N, print the page and exit"),
        (NetstatName, " [FLAG ...]", $"Show sockets, routes, interfaces as netstat does; {NetstatName} --help"),
        (CheckConfigName, " FILE", "Show all errors of FILE and of --web.config.file; exit 1 if any"),
        (DoctorName, "", "Say what it can and can't see here, and the mend; exit 1 if limited"),
        (RecordName, " DIR", "Write the kernel's answers, under pseudonyms, for --replay"),
    ];

    /// <summary>What stands behind a command and is no setting.</summary>
    private static IReadOnlyList<(string Words, string Help)> OfCommands { get; } =
    [
        ($"{OnceName} --samples N", $"Samples to take, 1 to {CommandLine.MostSamples}, one every sampling.interval; the page of the last is printed (default 1)"),
        ($"{CheckConfigName} FILE", "The file that --config.file would name; what contradicts itself, or is not there on this host, is a warning"),
        ($"{RecordName} DIR", "A new or an empty directory; it is made if it is not there"),
    ];

    public static string Render(SettingsTable table)
    {
        var text = new StringBuilder("netstat for Prometheus: the sockets, protocol counters and interfaces of this host as metrics\n\nUsage:\n");
        AppendUsage(text, "", "Serve /metrics until SIGTERM or Ctrl-C");
        foreach ((string name, string arguments, string help) in Commands)
        {
            AppendUsage(text, $" {name}{arguments}", help);
        }

        AppendUsage(text, " --version", "Print version and runtime");
        AppendUsage(text, " --help, -h", "Print this text");
        text.Append("\nOf the commands:\n");
        foreach ((string words, string help) in OfCommands)
        {
            AppendEntry(text, words, help);
        }

        text.Append("\nExit codes: 0 done, or told to stop while serving; 1 what was asked for failed, for once also in part;\n")
            .Append("2 the command line, the environment or the configuration is wrong.\n");
        text.Append("\nNothing has to be set. A flag goes before its environment variable (").Append(SettingsTable.SamplingInterval.EnvironmentName)
            .Append("),\nthat before the configuration file, that before the default.\n");
        foreach (IGrouping<string, Setting> group in table.All.GroupBy(setting => setting.Group))
        {
            text.Append('\n').Append(group.Key).Append(":\n");
            foreach (Setting setting in group)
            {
                AppendEntry(text, $"{setting.Flag} {ValueName(setting)}".TrimEnd(), Describe(setting));
            }
        }

        return text.ToString();
    }

    private static void AppendUsage(StringBuilder text, string words, string help)
        => text.Append("  ").Append($"socket-exporter{words}".PadRight(HelpColumn + 6)).Append(help).Append('\n');

    private static string ValueName(Setting setting) => setting.Kind switch
    {
        SettingKind.Duration => "DURATION",
        SettingKind.Cores => "CORES",
        SettingKind.Count => "NUMBER",
        SettingKind.ListenAddresses => "ADDRESS",
        SettingKind.InterfacePatterns => "PATTERN",
        SettingKind.ExpectedListeners or SettingKind.AllowedListeners => "LISTENER",
        SettingKind.PeerGroups => "GROUP",
        SettingKind.ProcessNames => "RULE",
        SettingKind.Path when setting == SettingsTable.Replay => "DIR",
        SettingKind.Path or SettingKind.UrlPath => "PATH",
        SettingKind.Choice => setting.Name.Split('.')[^1].ToUpperInvariant(),
        _ => "",
    };

    private static string Describe(Setting setting)
    {
        string values = setting.Kind switch
        {
            _ when setting.IsList => "; repeatable",
            SettingKind.Choice => ": " + SettingText.Expected(setting),
            _ => "",
        };
        string preset = setting switch
        {
            { Kind: SettingKind.Switch, Default: "true" } => $" (on; {setting.NegatedFlag} turns it off)",
            { Kind: SettingKind.Switch } => " (off)",
            { Default: { } text } => $" (default {text})",
            _ => "",
        };
        return setting.Help + values + preset;
    }

    private static void AppendEntry(StringBuilder text, string flag, string help)
    {
        text.Append("  ").Append(flag);
        int column = flag.Length + 2;
        if (column >= HelpColumn)
        {
            text.Append('\n');
            column = 0;
        }

        text.Append(' ', HelpColumn - column);
        column = HelpColumn;
        bool isFirst = true;
        foreach (string word in help.Split(' '))
        {
            if (!isFirst && column + 1 + word.Length > WidthColumns)
            {
                text.Append('\n').Append(' ', HelpColumn);
                column = HelpColumn;
            }
            else if (!isFirst)
            {
                text.Append(' ');
                column++;
            }

            text.Append(word);
            column += word.Length;
            isFirst = false;
        }

        text.Append('\n');
    }
}
