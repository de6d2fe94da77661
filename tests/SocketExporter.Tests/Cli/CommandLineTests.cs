using SocketExporter.Cli;
using SocketExporter.Config;
using SocketExporter.Tests.Config;

namespace SocketExporter.Tests.Cli;

public sealed class CommandLineTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("cli").FullName;
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly List<string> _calls = [];
    private ExporterOptions? _options;

    public void Dispose()
    {
        Directory.Delete(_directory, recursive: true);
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task Without_a_command_it_serves()
    {
        Assert.Equal(0, await RunAsync());
        Assert.Equal(["serve"], _calls);
        Assert.Equal("", _output.ToString());
        Assert.Equal("", _error.ToString());
    }

    [Theory]
    [InlineData("once", "once 1")]
    [InlineData("once --samples 3", "once 3")]
    [InlineData("once --samples=1000", "once 1000")]
    public async Task Once_is_told_how_many_samples_to_take(string line, string call)
    {
        Assert.Equal(0, await RunAsync(line.Split(' ')));
        Assert.Equal([call], _calls);
        Assert.Equal("a page\n", _output.ToString());
    }

    [Fact]
    public async Task Record_is_told_where_to_write()
    {
        Assert.Equal(0, await RunAsync("record", "/tmp/new", "--path.procfs=/host/proc"));
        Assert.Equal(["record /tmp/new"], _calls);
        Assert.Equal("/host/proc", _options!.ProcFsPath);
    }

    [Theory]
    [InlineData("record", "socket-exporter: record needs the directory to write to; write socket-exporter record DIR\n")]
    [InlineData("record a --replay b", "socket-exporter: record records this host; leave --replay out\n")]
    public async Task Record_needs_a_directory_and_a_host(string line, string message)
    {
        Assert.Equal(2, await RunAsync(line.Split(' ')));
        Assert.Empty(_calls);
        Assert.Equal(message, _error.ToString());
    }

    [Fact]
    public async Task The_doctor_looks_at_this_host_and_at_no_recording()
    {
        Assert.Equal(2, await RunAsync("doctor", "--replay", "b"));
        Assert.Equal(2, await RunAsync(new Dictionary<string, string> { ["SOCKET_EXPORTER_REPLAY"] = "b" }, "doctor"));
        Assert.Empty(_calls);
        Assert.Equal("", _output.ToString());
        Assert.Equal(
            "socket-exporter: doctor looks at this host; leave --replay out\nsocket-exporter: doctor looks at this host; leave SOCKET_EXPORTER_REPLAY out\n",
            _error.ToString());
    }

    [Fact]
    public async Task Replay_names_a_recording()
    {
        Assert.Equal(0, await RunAsync("once"));
        Assert.Null(_options!.ReplayDirectory);
        Assert.Equal(0, await RunAsync("once", "--replay", "tests/fixtures/empty"));
        Assert.Equal("tests/fixtures/empty", _options!.ReplayDirectory);
    }

    [Fact]
    public async Task The_exit_code_is_that_of_the_command()
    {
        Assert.Equal(1, await new CommandLine(
            TestSettings.Table,
            new ExporterCommands { Serve = (_, _) => Task.FromResult(1), Once = (_, _, _, _) => Task.FromResult(0), Doctor = (_, _) => Task.FromResult(0), Record = (_, _, _, _) => Task.FromResult(0) },
            _output,
            _error).RunAsync([], new Dictionary<string, string>(), CancellationToken.None));
    }

    [Fact]
    public async Task Doctor_takes_the_settings_and_gives_its_exit_code()
    {
        Assert.Equal(1, await RunAsync("doctor", "--path.procfs=/host/proc"));
        Assert.Equal(["doctor"], _calls);
        Assert.Equal("a report\n", _output.ToString());
        Assert.Equal("/host/proc", _options!.ProcFsPath);
    }

    [Fact]
    public async Task Flags_of_every_kind_arrive()
    {
        Assert.Equal(0, await RunAsync(
            "--web.listen-address", ":1", "--web.listen-address=[::1]:2", "--web.telemetry-path=/m", "--sampling.interval", "1m30s", "--sampling.cpu-budget", "1",
            "--no-collector.tcp", "--collector.tcp-flows", "--path.procfs", "@host/proc", "--path.sysfs=/a=b", "--log.level", "debug", "--log.format", "json"));
        Assert.Equal([":1", "[::1]:2"], _options!.ListenAddresses.Select(address => address.ToString()));
        Assert.Equal("/m", _options.TelemetryPath);
        Assert.Equal(TimeSpan.FromSeconds(90), _options.SamplingInterval);
        Assert.Equal(1, _options.SamplingCpuBudgetCores);
        Assert.Equal(["tcp-connections", "tcp-flows"], _options.Collectors.Order());
        Assert.Equal("@host/proc", _options.ProcFsPath);
        Assert.Equal("/a=b", _options.SysFsPath);
        Assert.Equal(LogSeverity.Debug, _options.LogLevel);
        Assert.Equal(LogFormat.Json, _options.LogFormat);
        Assert.Equal("--no-collector.tcp", _options.OriginOf(TestSettings.Table.SwitchOf("tcp")));
    }

    [Theory]
    [InlineData("--log.level warn once")]
    [InlineData("once --log.level warn")]
    public async Task Flags_stand_before_or_after_the_command(string line)
    {
        Assert.Equal(0, await RunAsync(line.Split(' ')));
        Assert.Equal(["once 1"], _calls);
        Assert.Equal(LogSeverity.Warn, _options!.LogLevel);
    }

    [Theory]
    [InlineData("--web.listen-adress=:1", "unknown flag --web.listen-adress; did you mean --web.listen-address?")]
    [InlineData("--web.listen-adress :1", "unknown flag --web.listen-adress; did you mean --web.listen-address?")]
    [InlineData("--no-collector.tpc", "unknown flag --no-collector.tpc; did you mean --no-collector.tcp?")]
    [InlineData("--collector.foo", "unknown flag --collector.foo; see socket-exporter --help")]
    [InlineData("-x", "unknown flag -x; see socket-exporter --help")]
    [InlineData("--versoin", "unknown flag --versoin; did you mean --version?")]
    [InlineData("once --sample=2", "unknown flag --sample; did you mean --samples?")]
    [InlineData("--samples 3", "--samples belongs to the command once; write socket-exporter once --samples")]
    [InlineData("onec", "unknown command onec; did you mean once?")]
    [InlineData("frobnicate", "unexpected argument \"frobnicate\"; see socket-exporter --help")]
    [InlineData("", "unexpected argument \"\"; see socket-exporter --help")]
    [InlineData("once more", "unexpected argument \"more\"; see socket-exporter --help")]
    [InlineData("--web.listen-address :1 :2", "unexpected argument \":2\"; see socket-exporter --help")]
    [InlineData("--collector.tcp=false", "--collector.tcp takes no value; leave out =false, or write --no-collector.tcp to turn it off")]
    [InlineData("--version=1", "--version takes no value; leave out =1")]
    [InlineData("--collector.tcp false", "unexpected argument \"false\"; see socket-exporter --help")]
    [InlineData("--collector.tcp --no-collector.tcp", "--collector.tcp and --no-collector.tcp contradict each other; leave one out")]
    [InlineData("--log.level info --log.level=warn", "--log.level is given 2 times; keep one")]
    [InlineData("--log.level", "--log.level has no value; write debug, info, warn or error")]
    [InlineData("--log.level=", "--log.level has no value; write debug, info, warn or error")]
    [InlineData("--path.procfs --log.level info", "--path.procfs has no value; write a path")]
    [InlineData("--web.listen-address", "--web.listen-address has no value; write an address, like :10105, or a list of them")]
    [InlineData("--sampling.interval 5", "--sampling.interval: \"5\" is no duration; write a number and a unit, like 250ms, 5s or 1m30s")]
    [InlineData("--config.file /nowhere", "configuration file /nowhere does not exist; create it or correct the path")]
    [InlineData("once --samples", "--samples has no value; write a number from 1 to 1000")]
    [InlineData("once --samples 0", "--samples: \"0\" is no number of samples; write a number from 1 to 1000")]
    [InlineData("once --samples 1001", "--samples: \"1001\" is no number of samples; write a number from 1 to 1000")]
    [InlineData("once --samples x", "--samples: \"x\" is no number of samples; write a number from 1 to 1000")]
    [InlineData("check-config", "check-config needs the file to check; write socket-exporter check-config FILE, or --web.config.file FILE for a web configuration")]
    [InlineData("check-config a b", "unexpected argument \"b\"; see socket-exporter --help")]
    [InlineData("check-config a --log.level info", "--log.level: check-config reads nothing but the file; leave the flag out")]
    public async Task A_wrong_command_line_is_one_clear_line_and_exit_2(string line, string message)
    {
        Assert.Equal(2, await RunAsync(line.Split(' ')));
        Assert.Equal($"socket-exporter: {message}\n", _error.ToString());
        Assert.Equal("", _output.ToString());
        Assert.Empty(_calls);
    }

    [Fact]
    public async Task Errors_of_the_command_line_and_of_the_configuration_come_at_once()
    {
        string path = Write("log: {levle: info}");
        Assert.Equal(2, await RunAsync(
            new Dictionary<string, string> { ["SOCKET_EXPORTER_SAMPLING_CPU_BUDGET"] = "2" }, "--bogus", "--sampling.interval", "1ms", "--config.file", path));
        Assert.Equal(
            $"""
            socket-exporter: unknown flag --bogus; see socket-exporter --help
            socket-exporter: --sampling.interval: "1ms" is out of range; write a duration from 100ms to 1h
            socket-exporter: SOCKET_EXPORTER_SAMPLING_CPU_BUDGET: "2" is out of range; write a number of cores from 0.001 to 1
            socket-exporter: unknown key log.levle at {path}:1; did you mean log.level?

            """,
            _error.ToString());
    }

    [Fact]
    public async Task An_unknown_variable_is_a_warning_and_it_serves()
    {
        Assert.Equal(0, await RunAsync(new Dictionary<string, string> { ["SOCKET_EXPORTER_LOG_LEVLE"] = "warn", ["SOCKET_EXPORTER_PORT"] = "tcp://10.0.0.1:10105" }));
        Assert.Equal(
            "socket-exporter: warning: unknown environment variable SOCKET_EXPORTER_LOG_LEVLE is ignored; did you mean SOCKET_EXPORTER_LOG_LEVEL?\n",
            _error.ToString());
        Assert.Equal(["serve"], _calls);
    }

    [Fact]
    public async Task A_good_file_is_ok()
    {
        string path = Write("log: {level: warn}");
        Assert.Equal(0, await RunAsync("check-config", path));
        Assert.Equal(path + ": ok\n", _output.ToString());
        Assert.Equal("", _error.ToString());
    }

    [Fact]
    public async Task A_bad_file_shows_all_its_errors_and_exits_with_1()
    {
        string path = Write("log:\n  level: loud\nsampling:\n  intervall: 5s\n");
        Assert.Equal(1, await RunAsync("check-config", path));
        Assert.Equal(
            $"""
            socket-exporter: log.level at {path}:2: "loud" is not known; write debug, info, warn or error
            socket-exporter: unknown key sampling.intervall at {path}:4; did you mean sampling.interval?

            """,
            _error.ToString());
        Assert.Equal("", _output.ToString());
    }

    [Fact]
    public async Task Check_config_reads_nothing_but_the_file()
    {
        string path = Write("");
        Assert.Equal(0, await RunAsync(new Dictionary<string, string> { ["SOCKET_EXPORTER_LOG_LEVEL"] = "bad" }, "check-config", path));
    }

    [Fact]
    public async Task What_a_file_sets_against_itself_or_this_host_is_a_warning_and_the_file_is_good()
    {
        string path = Write("sampling: {interval: 1m30s, listener-peak-window: 10s}\nstuck: {after: 1s}\npath: {procfs: /gone}");
        Assert.Equal(0, await RunAsync("check-config", path));
        Assert.Equal(path + ": ok\n", _output.ToString());
        Assert.Equal(
            $"""
            socket-exporter: warning: stuck.after at {path}:2 is 1s and sampling.interval at {path}:1 is 1m30s, so that fewer than two samples fit in: a queue is called stuck without a look in between; raise stuck.after to at least 3m, or lower sampling.interval to at most 500ms
            socket-exporter: warning: sampling.listener-peak-window at {path}:1 is 10s and sampling.interval at {path}:1 is 1m30s, so that not one sample fits in: peaks can be forgotten before a page shows them; raise sampling.listener-peak-window to at least 1m30s, or lower sampling.interval to at most 10s
            socket-exporter: warning: path.procfs at {path}:3: "/gone" is wrong; nothing starts with it here

            """,
            _error.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("once")]
    [InlineData("doctor")]
    [InlineData("record /tmp/new")]
    public async Task What_is_wrong_on_this_host_is_an_error_at_the_start_beside_the_others(string line)
    {
        Assert.Equal(2, await RunAsync([.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--path.procfs=/gone", "--bogus"]));
        Assert.Empty(_calls);
        Assert.Equal("socket-exporter: unknown flag --bogus; see socket-exporter --help\nsocket-exporter: --path.procfs: \"/gone\" is wrong\n", _error.ToString());
    }

    [Fact]
    public async Task Check_config_checks_a_web_configuration_alone_or_beside_the_other_file()
    {
        var settings = Write("log: {level: warn}");
        var web = Path.Combine(_directory, "web.yml");
        File.WriteAllText(web, "rate_limit: {interval: 1s, burst: 5}");
        Assert.Equal(0, await RunAsync("check-config", "--web.config.file", web));
        Assert.Equal(0, await RunAsync("check-config", settings, "--web.config.file", web));
        Assert.Equal($"{web}: ok\n{settings}: ok\n{web}: ok\n", _output.ToString());
        Assert.Equal("", _error.ToString());
    }

    [Fact]
    public async Task Errors_of_both_files_are_shown_and_the_exit_code_is_1()
    {
        var settings = Write("log: {level: loud}");
        var web = Path.Combine(_directory, "web.yml");
        File.WriteAllText(web, "tls_server_config: {cert_file: gone.crt, key_file: gone.key}");
        Assert.Equal(1, await RunAsync("check-config", settings, "--web.config.file", web));
        Assert.Equal(
            $"""
            socket-exporter: log.level at {settings}:1: "loud" is not known; write debug, info, warn or error
            socket-exporter: tls_server_config.cert_file at {web}:1: {_directory}/gone.crt does not exist; create it or correct the path
            socket-exporter: tls_server_config.key_file at {web}:1: {_directory}/gone.key does not exist; create it or correct the path

            """,
            _error.ToString());
        Assert.Equal("", _output.ToString());
    }

    [Theory]
    [InlineData("--version")]
    [InlineData("once --version")]
    public async Task Version_names_the_program_and_the_runtime(string line)
    {
        Assert.Equal(0, await RunAsync(line.Split(' ')));
        Assert.Matches(@"^socket-exporter \d+\.\d+\.\d+\S* \(.*\.NET 10\.\S+, linux-\S+\)\n$", _output.ToString());
        Assert.Empty(_calls);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("once --help")]
    [InlineData("check-config -h")]
    [InlineData("--bogus --help")]
    public async Task Help_wins_over_everything(string line)
    {
        Assert.Equal(0, await RunAsync(line.Split(' ')));
        Assert.Equal(HelpText.Render(TestSettings.Table), _output.ToString());
        Assert.Equal("", _error.ToString());
        Assert.Empty(_calls);
    }

    private Task<int> RunAsync(params string[] arguments) => RunAsync(new Dictionary<string, string>(), arguments);

    private Task<int> RunAsync(Dictionary<string, string> environment, params string[] arguments)
    {
        var commands = new ExporterCommands
        {
            Complaint = static given => given.ProcFsPath == "/gone" ? $"{given.SubjectOf(SettingsTable.ProcFsPath)}: \"/gone\" is wrong" : null,
            Serve = (given, _) =>
            {
                _options = given;
                _calls.Add("serve");
                return Task.FromResult(0);
            },
            Once = (given, samples, page, _) =>
            {
                _options = given;
                _calls.Add($"once {samples}");
                page.Write("a page\n");
                return Task.FromResult(0);
            },
            Doctor = (given, report) =>
            {
                _options = given;
                _calls.Add("doctor");
                report.Write("a report\n");
                return Task.FromResult(1);
            },
            Record = (given, target, _, _) =>
            {
                _options = given;
                _calls.Add($"record {target}");
                return Task.FromResult(0);
            },
        };
        return new CommandLine(TestSettings.Table, commands, _output, _error).RunAsync(arguments, environment, CancellationToken.None);
    }

    private string Write(string content)
    {
        string path = Path.Combine(_directory, "config.yml");
        File.WriteAllText(path, content);
        return path;
    }
}
