using SocketExporter.Config;

namespace SocketExporter.Tests.Config;

public sealed class SettingsTableTests
{
    [Fact]
    public void Flags_environment_names_and_defaults_are_public_interface()
    {
        var rows = TestSettings.Table.All.Select(setting => $"{setting.Flag} {setting.EnvironmentName} {setting.Default ?? "(none)"}");
        Assert.Equal(
            [
                "--web.listen-address SOCKET_EXPORTER_WEB_LISTEN_ADDRESS :10105",
                "--web.telemetry-path SOCKET_EXPORTER_WEB_TELEMETRY_PATH /metrics",
                "--web.config.file SOCKET_EXPORTER_WEB_CONFIG_FILE (none)",
                "--web.max-requests SOCKET_EXPORTER_WEB_MAX_REQUESTS 40",
                "--config.file SOCKET_EXPORTER_CONFIG_FILE (none)",
                "--sampling.interval SOCKET_EXPORTER_SAMPLING_INTERVAL 5s",
                "--sampling.cpu-budget SOCKET_EXPORTER_SAMPLING_CPU_BUDGET 0.05",
                "--sampling.listener-interval SOCKET_EXPORTER_SAMPLING_LISTENER_INTERVAL 250ms",
                "--sampling.listener-peak-window SOCKET_EXPORTER_SAMPLING_LISTENER_PEAK_WINDOW 2m",
                "--stuck.after SOCKET_EXPORTER_STUCK_AFTER 10s",
                "--collector.disable-defaults SOCKET_EXPORTER_COLLECTOR_DISABLE_DEFAULTS false",
                "--collector.tcp SOCKET_EXPORTER_COLLECTOR_TCP true",
                "--collector.tcp-connections SOCKET_EXPORTER_COLLECTOR_TCP_CONNECTIONS true",
                "--collector.tcp-flows SOCKET_EXPORTER_COLLECTOR_TCP_FLOWS false",
                "--interfaces.include SOCKET_EXPORTER_INTERFACES_INCLUDE (none)",
                "--interfaces.exclude SOCKET_EXPORTER_INTERFACES_EXCLUDE veth*,cali*,lxc*,cilium_*,tap*,vnet*,br-*,docker*,kube-ipvs*,nodelocaldns*",
                "--listeners.expected SOCKET_EXPORTER_LISTENERS_EXPECTED (none)",
                "--listeners.allowed SOCKET_EXPORTER_LISTENERS_ALLOWED (none)",
                "--peers SOCKET_EXPORTER_PEERS (none)",
                "--processes.names SOCKET_EXPORTER_PROCESSES_NAMES (none)",
                "--path.procfs SOCKET_EXPORTER_PATH_PROCFS /proc",
                "--path.sysfs SOCKET_EXPORTER_PATH_SYSFS /sys",
                "--replay SOCKET_EXPORTER_REPLAY (none)",
                "--log.level SOCKET_EXPORTER_LOG_LEVEL info",
                "--log.format SOCKET_EXPORTER_LOG_FORMAT text",
                "--log.stuck-per-minute SOCKET_EXPORTER_LOG_STUCK_PER_MINUTE 6",
            ],
            rows);
    }

    [Fact]
    public void Every_default_is_a_good_value()
    {
        Assert.All(
            TestSettings.Table.All.Where(setting => setting.Default is not null),
            setting => Assert.Empty(SettingText.Complaints(setting, setting.Default!)));
    }

    [Fact]
    public void A_switch_has_a_flag_that_turns_it_off()
    {
        Assert.Equal("--no-collector.tcp", TestSettings.Table.Find("collector.tcp")!.NegatedFlag);
        Assert.Null(TestSettings.Table.Find("log.level")!.NegatedFlag);
    }

    [Fact]
    public void Two_collectors_of_one_name_are_a_mistake_in_the_code()
    {
        Assert.Throws<ArgumentException>(() => new SettingsTable([new("tcp", "a", true), new("tcp", "b", true)]));
        Assert.Throws<ArgumentException>(() => new SettingsTable([new("disable-defaults", "a", true)]));
    }

    [Fact]
    public void No_setting_has_the_environment_name_of_a_kubernetes_service()
    {
        Assert.DoesNotContain(TestSettings.Table.All, setting => EnvironmentSettings.IsInjectedByKubernetes(setting.EnvironmentName));
    }

    [Fact]
    public void Rows_of_a_group_stand_together()
    {
        var groups = TestSettings.Table.All.Select(setting => setting.Group).ToList();
        var changes = groups.Where((group, index) => index == 0 || groups[index - 1] != group);
        Assert.Equal(["Web", "Configuration", "Sampling", "Collectors", "Interfaces", "Listeners", "Peers", "Processes", "Paths", "Logging"], changes);
    }
}
