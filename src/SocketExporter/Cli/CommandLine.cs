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
    public const int MostSamples = 1000;

    private readonly SettingsTable _table;
    private readonly ExporterCommands _commands;
    private readonly TextWriter _output;
    private readonly TextWriter _error;
    private readonly SettingFlags _flags;
    private readonly RootCommand _root;
    private readonly Command _once = new(HelpText.OnceName);
    private readonly Command _checkConfig = new(HelpText.CheckConfigName);
    private readonly Command _netstat = new(HelpText.NetstatName);
    private readonly Command _doctor = new(HelpText.DoctorName);
    private readonly Command _record = new(HelpText.RecordName);
    private readonly Option<string[]> _samples = SettingFlags.ValueOption("--samples");
    private readonly Argument<string?> _file = new("FILE") { Arity = ArgumentArity.ZeroOrOne };
    private readonly Argument<string?> _directory = new("DIR") { Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> _help = SettingFlags.SwitchOption("--help", "-h");
    private readonly Option<bool> _version = SettingFlags.SwitchOption("--version");

    public CommandLine(SettingsTable table, ExporterCommands commands, TextWriter output, TextWriter error)
    {
        _table = table;
        _commands = commands;
        _output = output;
        _error = error;
        _flags = new SettingFlags(table);
        _once.Options.Add(_samples);
        _checkConfig.Arguments.Add(_file);
        _record.Arguments.Add(_directory);

        _root = new RootCommand { _once, _netstat, _checkConfig, _doctor, _record };
        _root.Options.Clear();
        _root.Directives.Clear();
        _root.Options.Add(_help);
        _root.Options.Add(_version);
        foreach (Option option in _flags.Options)
        {
            _root.Options.Add(option);
        }

        _help.Recursive = true;
        _version.Recursive = true;

        // Without an action a command that has subcommands insists on one of them.
        _root.SetAction(_ => ExitCode.Success);
    }

    /// <returns>The exit code of the process, see <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(string[] arguments, IReadOnlyDictionary<string, string> environment, CancellationToken cancellation)
    {
        // The command netstat has flags of its own, of which some stand for something else here: it is asked for with the first word, and not read here.
        // A value that begins with @ is a value, not the name of a file with more arguments.
        ParseResult parsed = _root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.GetValue(_help))
        {
            await _output.WriteAsync(HelpText.Render(_table));
            return ExitCode.Success;
        }

        var errors = new List<string>(UsageErrors.Of(parsed, arguments));
        IReadOnlyList<SettingValue> values = _flags.Read(parsed, errors);
        Command command = parsed.CommandResult.Command;
        if (command == _netstat)
        {
            return await FailAsync([$"{HelpText.NetstatName} comes first and its flags behind it; write socket-exporter {HelpText.NetstatName} ..."], ExitCode.Usage);
        }

        if (errors.Count == 0 && parsed.GetValue(_version))
        {
            await _output.WriteLineAsync(VersionLine.OfThisBuild());
            return ExitCode.Success;
        }

        if (command == _checkConfig)
        {
            return await CheckConfigAsync(parsed.GetValue(_file), values, errors);
        }

        int sampleCount = ReadSampleCount(parsed, errors);
        string? target = command == _record ? ReadRecordDirectory(parsed, errors) : null;
        LoadedConfiguration configuration = ConfigurationLoader.Load(_table, values, environment);
        errors.AddRange(configuration.Errors);
        RefuseReplay(command, configuration.Options, errors);
        if (configuration.Options is { } good && _commands.Complaint(good) is { } complaint)
        {
            errors.Add(complaint);
        }

        foreach (string warning in configuration.Warnings)
        {
            await _error.WriteLineAsync("socket-exporter: warning: " + warning);
        }

        if (configuration.Options is not { } options || errors.Count > 0)
        {
            return await FailAsync(errors, ExitCode.Usage);
        }

        if (command == _doctor)
        {
            return await _commands.Doctor(options, _output);
        }

        if (target is not null)
        {
            return await _commands.Record(options, target, _output, cancellation);
        }

        return command == _once
            ? await _commands.Once(options, sampleCount, _output, cancellation)
            : await _commands.Serve(options, cancellation);
    }

    private async Task<int> CheckConfigAsync(string? path, IReadOnlyList<SettingValue> values, List<string> errors)
    {
        string? webPath = values.FirstOrDefault(value => value.Setting == SettingsTable.WebConfigFile)?.Texts[0];
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

        int exitCode = ExitCode.Success;
        if (path is not null)
        {
            LoadedConfiguration file = ConfigurationLoader.LoadFile(_table, path);
            exitCode = await ReportAsync(path, file.Errors, file.Options is { } options ? WarningsOf(options) : []);
        }

        if (webPath is not null)
        {
            List<string> complaints = [];
            WebSecurity? web = WebSecurity.Read(webPath, DateTimeOffset.UtcNow, [], complaints);
            exitCode = Math.Max(exitCode, await ReportAsync(webPath, complaints, web?.Warnings ?? []));
        }

        return exitCode;
    }

    /// <summary>A file may be meant for another host, or a container, where its paths lead somewhere.</summary>
    private IReadOnlyList<string> WarningsOf(ExporterOptions options)
    {
        string? here = _commands.Complaint(options);
        return [.. SettingContradictions.Of(options), .. here is null ? [] : (string[])[$"{here}; nothing starts with it here"]];
    }

    private async Task<int> ReportAsync(string path, IReadOnlyList<string> complaints, IReadOnlyList<string> warnings)
    {
        foreach (string warning in warnings)
        {
            await _error.WriteLineAsync("socket-exporter: warning: " + warning);
        }

        if (complaints.Count > 0)
        {
            return await FailAsync(complaints, ExitCode.Failure);
        }

        await _output.WriteLineAsync(path + ": ok");
        return ExitCode.Success;
    }

    /// <summary>What these commands say of this host would be taken for the recording's.</summary>
    private void RefuseReplay(Command command, ExporterOptions? options, List<string> errors)
    {
        string? does = command == _record ? "records" : command == _doctor ? "looks at" : null;
        if (does is not null && options?.ReplayDirectory is not null)
        {
            errors.Add($"{command.Name} {does} this host; leave {options.OriginOf(SettingsTable.Replay)} out");
        }
    }

    private string? ReadRecordDirectory(ParseResult parsed, List<string> errors)
    {
        string? target = parsed.GetValue(_directory);
        if (target is null && errors.Count == 0)
        {
            errors.Add($"{HelpText.RecordName} needs the directory to write to; write socket-exporter {HelpText.RecordName} DIR");
        }

        return target;
    }

    private int ReadSampleCount(ParseResult parsed, List<string> errors)
    {
        int count = 1;
        if (parsed.GetResult(_samples) is { } given
            && SettingFlags.SingleText(given, $"a number from 1 to {MostSamples}", errors) is { } text
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count is < 1 or > MostSamples))
        {
            errors.Add($"--samples: \"{text}\" is no number of samples; write a number from 1 to {MostSamples}");
        }

        return count;
    }

    private async Task<int> FailAsync(IReadOnlyList<string> errors, int exitCode)
    {
        foreach (string message in errors)
        {
            await _error.WriteLineAsync("socket-exporter: " + message);
        }

        return exitCode;
    }
}
