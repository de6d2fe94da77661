using SocketExporter.Config;

namespace SocketExporter.Tests.Config;

public sealed class ConfigurationLoaderTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("config").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Without_any_configuration_the_defaults_are_in_force()
    {
        var loaded = TestSettings.Load();
        Assert.Empty(loaded.Errors);
        Assert.Empty(loaded.Warnings);
        var options = loaded.Options!;
        Assert.Equal([":10105"], options.ListenAddresses.Select(address => address.ToString()));
        Assert.Equal("/metrics", options.TelemetryPath);
        Assert.Equal(40, options.MaxRequests);
        Assert.Null(options.ConfigFile);
        Assert.Equal(TimeSpan.FromSeconds(5), options.SamplingInterval);
        Assert.Equal(0.05, options.SamplingCpuBudgetCores);
        Assert.Equal("/proc", options.ProcFsPath);
        Assert.Equal("/sys", options.SysFsPath);
        Assert.Equal(LogSeverity.Info, options.LogLevel);
        Assert.Equal(LogFormat.Text, options.LogFormat);
        Assert.Equal(["tcp", "tcp-connections"], options.Collectors.Order());
        Assert.Equal("default", options.OriginOf(SettingsTable.LogLevel));
    }

    [Fact]
    public void A_flag_goes_before_the_environment_and_that_before_the_file_and_that_before_the_default()
    {
        string path = Write("sampling: {interval: 1s, cpu-budget: 0.1}\npath: {procfs: /file}\nlog:\n  level: error\n");
        var loaded = TestSettings.Load(
            [TestSettings.Flag("config.file", path), TestSettings.Flag("sampling.interval", "3s")],
            new Dictionary<string, string> { ["SOCKET_EXPORTER_SAMPLING_INTERVAL"] = "2s", ["SOCKET_EXPORTER_SAMPLING_CPU_BUDGET"] = "0.2" });

        Assert.Empty(loaded.Errors);
        var options = loaded.Options!;
        Assert.Equal(TimeSpan.FromSeconds(3), options.SamplingInterval);
        Assert.Equal(0.2, options.SamplingCpuBudgetCores);
        Assert.Equal("/file", options.ProcFsPath);
        Assert.Equal(LogSeverity.Error, options.LogLevel);
        Assert.Equal("/sys", options.SysFsPath);
        Assert.Equal(path, options.ConfigFile);

        Assert.Equal("--sampling.interval", options.OriginOf(SettingsTable.SamplingInterval));
        Assert.Equal("SOCKET_EXPORTER_SAMPLING_CPU_BUDGET", options.OriginOf(SettingsTable.SamplingCpuBudget));
        Assert.Equal(path + ":2", options.OriginOf(SettingsTable.ProcFsPath));
        Assert.Equal(path + ":4", options.OriginOf(SettingsTable.LogLevel));
        Assert.Equal("default", options.OriginOf(SettingsTable.SysFsPath));
        Assert.Equal("--config.file", options.OriginOf(SettingsTable.ConfigFile));
    }

    [Fact]
    public void A_list_of_a_later_layer_replaces_the_earlier_one_whole()
    {
        var loaded = TestSettings.Load(
            [TestSettings.Flag("web.listen-address", ":3", ":4")],
            new Dictionary<string, string> { ["SOCKET_EXPORTER_WEB_LISTEN_ADDRESS"] = ":1,:2,:5" });
        Assert.Equal([":3", ":4"], loaded.Options!.ListenAddresses.Select(address => address.ToString()));
    }

    [Fact]
    public void The_environment_names_the_file_where_no_flag_does()
    {
        string path = Write("log: {level: warn}");
        var environment = new Dictionary<string, string> { ["SOCKET_EXPORTER_CONFIG_FILE"] = path };
        Assert.Equal(LogSeverity.Warn, TestSettings.Load([], environment).Options!.LogLevel);

        environment["SOCKET_EXPORTER_CONFIG_FILE"] = "/nowhere";
        Assert.Equal(LogSeverity.Warn, TestSettings.Load([TestSettings.Flag("config.file", path)], environment).Options!.LogLevel);
    }

    [Fact]
    public void Errors_of_all_layers_come_at_once_and_leave_no_options()
    {
        string path = Write("log: {levle: warn}");
        var loaded = TestSettings.Load(
            [TestSettings.Flag("config.file", path), TestSettings.Flag("sampling.interval", "soon")],
            new Dictionary<string, string> { ["SOCKET_EXPORTER_SAMPLING_INTERVAL"] = "1ms", ["SOCKET_EXPORTER_COLLECTOR_TCP"] = "on" });
        Assert.Null(loaded.Options);
        Assert.Equal(
            [
                "--sampling.interval: \"soon\" is no duration; write a number and a unit, like 250ms, 5s or 1m30s",
                "SOCKET_EXPORTER_COLLECTOR_TCP: \"on\" is neither true nor false; write true, false, 1 or 0",
                "SOCKET_EXPORTER_SAMPLING_INTERVAL: \"1ms\" is out of range; write a duration from 100ms to 1h",
                $"unknown key log.levle at {path}:1; did you mean log.level?",
            ],
            loaded.Errors);
    }

    [Fact]
    public void A_missing_file_is_an_error()
    {
        var loaded = TestSettings.Load([TestSettings.Flag("config.file", "/nowhere.yml")]);
        Assert.Null(loaded.Options);
        Assert.Equal(["configuration file /nowhere.yml does not exist; create it or correct the path"], loaded.Errors);
    }

    [Fact]
    public void Warnings_are_no_reason_not_to_start()
    {
        var loaded = TestSettings.Load([], new Dictionary<string, string> { ["SOCKET_EXPORTER_X"] = "1" });
        Assert.NotNull(loaded.Options);
        Assert.Single(loaded.Warnings);
    }

    [Fact]
    public void Collectors_are_turned_on_and_off_by_name()
    {
        var loaded = TestSettings.Load([TestSettings.Flag("collector.tcp", "false"), TestSettings.Flag("collector.tcp-flows", "true")]);
        Assert.Equal(["tcp-connections", "tcp-flows"], loaded.Options!.Collectors.Order());
    }

    [Fact]
    public void With_the_defaults_off_only_collectors_turned_on_by_name_run_whatever_the_layer()
    {
        string path = Write("collector: {disable-defaults: true, tcp-flows: true, tcp-connections: false}");
        var loaded = TestSettings.Load(
            [TestSettings.Flag("config.file", path)], new Dictionary<string, string> { ["SOCKET_EXPORTER_COLLECTOR_TCP"] = "true" });
        Assert.Equal(["tcp", "tcp-flows"], loaded.Options!.Collectors.Order());
        Assert.Empty(TestSettings.Load([TestSettings.Flag("collector.disable-defaults", "true")]).Options!.Collectors);
    }

    private string Write(string content)
    {
        string path = Path.Combine(_directory, "config.yml");
        File.WriteAllText(path, content);
        return path;
    }
}
