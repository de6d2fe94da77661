using System.CommandLine;
using System.Globalization;
using SocketExporter.Config;
using SocketExporter.Web;

namespace SocketExporter.Cli;

/// <summary>
/// Reads the command line and calls what it asks for. System.CommandLine parses; dispatch and messages are ours, because its own exit with 1 after a usage
/// error and know no nearest name for a flag with "=".
/// </summary>
internal sealed class CommandLine
{
    private const int MostSamples = 1000;

    private readonly SettingsTable table;
    private readonly ExporterCommands commands;
    private readonly TextWriter output;
    private readonly TextWriter error;

    private readonly SettingFlags flags;
    private readonly RootCommand root;
    private readonly Command once = new(HelpText.OnceName);
    private readonly Command checkConfig = new(HelpText.CheckConfigName);
    private readonly Command doctor = new(HelpText.DoctorName);
    private readonly Command record = new(HelpText.RecordName);
    private readonly Option<string[]> samples = SettingFlags.ValueOption("--samples");
    private readonly Argument<string?> file = new("FILE") { Arity = ArgumentArity.ZeroOrOne };
    private readonly Argument<string?> directory = new("DIR") { Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> help = SettingFlags.SwitchOption("--help", "-h");
    private readonly Option<bool> version = SettingFlags.SwitchOption("--version");

    public CommandLine(SettingsTable table, ExporterCommands commands, TextWriter output, TextWriter error)
    {
        this.table = table;
        this.commands = commands;
        this.output = output;
        this.error = error;
        flags = new SettingFlags(table);
        once.Options.Add(samples);
        checkConfig.Arguments.Add(file);
        record.Arguments.Add(directory);

        root = new RootCommand { once, checkConfig, doctor, record };
        root.Options.Clear();
        root.Directives.Clear();
        root.Options.Add(help);
        root.Options.Add(version);
        foreach (var option in flags.Options)
        {
            root.Options.Add(option);
        }

        help.Recursive = true;
        version.Recursive = true;

        // Without an action a command that has subcommands insists on one of them.
        root.SetAction(_ => ExitCode.Success);
    }

    /// <returns>The exit code of the process, see <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(string[] arguments, IReadOnlyDictionary<string, string> environment, CancellationToken cancellation)
    {
        // A value that begins with @ is a value, not the name of a file with more arguments.
        var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.GetValue(help))
        {
            await output.WriteAsync(HelpText.Render(table));
            return ExitCode.Success;
        }

        var errors = new List<string>(UsageErrors.Of(parsed, arguments));
        var values = flags.Read(parsed, errors);
        var command = parsed.CommandResult.Command;
        if (errors.Count == 0 && parsed.GetValue(version))
        {
            await output.WriteLineAsync(VersionLine.OfThisBuild());
            return ExitCode.Success;
        }

        if (command == checkConfig)
        {
            return await CheckConfigAsync(parsed.GetValue(file), values, errors);
        }

        var sampleCount = ReadSampleCount(parsed, errors);
        var target = command == record ? ReadRecordDirectory(parsed, values, errors) : null;
        var configuration = ConfigurationLoader.Load(table, values, environment);
        errors.AddRange(configuration.Errors);
        foreach (var warning in configuration.Warnings)
        {
            await error.WriteLineAsync("socket-exporter: warning: " + warning);
        }

        if (configuration.Options is not { } options || errors.Count > 0)
        {
            return await FailAsync(errors, ExitCode.Usage);
        }

        if (command == doctor)
        {
            return await commands.Doctor(options, output);
        }

        if (target is not null)
        {
            return await commands.Record(options, target, output, cancellation);
        }

        return command == once
            ? await commands.Once(options, sampleCount, output, cancellation)
            : await commands.Serve(options, cancellation);
    }

    private async Task<int> CheckConfigAsync(string? path, IReadOnlyList<SettingValue> values, List<string> errors)
    {
        var webPath = values.FirstOrDefault(value => value.Setting == SettingsTable.WebConfigFile)?.Texts[0];
        errors.AddRange(values
            .Where(value => value.Setting != SettingsTable.WebConfigFile)
            .Select(value => $"{value.Origin}: {HelpText.CheckConfigName} reads nothing but the file; leave the flag out"));
        if (path is null && webPath is null && errors.Count == 0)
        {
            errors.Add(
                $"{HelpText.CheckConfigName} needs the file to check; write socket-exporter {HelpText.CheckConfigName} FILE, "
                + $"or {SettingsTable.WebConfigFile.Flag} FILE for a web configuration");
        }

        if (errors.Count > 0)
        {
            return await FailAsync(errors, ExitCode.Usage);
        }

        var exitCode = ExitCode.Success;
        if (path is not null)
        {
            exitCode = await ReportAsync(path, ConfigurationLoader.CheckFile(table, path), []);
        }

        if (webPath is not null)
        {
            var complaints = new List<string>();
            var web = WebSecurity.Read(webPath, DateTimeOffset.UtcNow, [], complaints);
            exitCode = Math.Max(exitCode, await ReportAsync(webPath, complaints, web?.Warnings ?? []));
        }

        return exitCode;
    }

    private async Task<int> ReportAsync(string path, IReadOnlyList<string> complaints, IReadOnlyList<string> warnings)
    {
        foreach (var warning in warnings)
        {
            await error.WriteLineAsync("socket-exporter: warning: " + warning);
        }

        if (complaints.Count > 0)
        {
            return await FailAsync(complaints, ExitCode.Failure);
        }

        await output.WriteLineAsync(path + ": ok");
        return ExitCode.Success;
    }

    private string? ReadRecordDirectory(ParseResult parsed, IReadOnlyList<SettingValue> values, List<string> errors)
    {
        if (values.Any(value => value.Setting == SettingsTable.Replay))
        {
            errors.Add($"{HelpText.RecordName} records this host; leave {SettingsTable.Replay.Flag} out");
        }

        var target = parsed.GetValue(directory);
        if (target is null && errors.Count == 0)
        {
            errors.Add($"{HelpText.RecordName} needs the directory to write to; write socket-exporter {HelpText.RecordName} DIR");
        }

        return target;
    }

    private int ReadSampleCount(ParseResult parsed, List<string> errors)
    {
        var count = 1;
        if (parsed.GetResult(samples) is { } given
            && SettingFlags.SingleText(given, $"a number from 1 to {MostSamples}", errors) is { } text
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count is < 1 or > MostSamples))
        {
            errors.Add($"--samples: \"{text}\" is no number of samples; write a number from 1 to {MostSamples}");
        }

        return count;
    }

    private async Task<int> FailAsync(IReadOnlyList<string> errors, int exitCode)
    {
        foreach (var message in errors)
        {
            await error.WriteLineAsync("socket-exporter: " + message);
        }

        return exitCode;
    }
}
