namespace SocketExporter.Config;

/// <summary>
/// Every setting, written down once. Flags, environment names, keys of the file, --help and docs/settings.md are derived from these rows.
/// </summary>
internal sealed class SettingsTable
{
    public const string EnvironmentPrefix = "SOCKET_EXPORTER_";

    public static readonly Setting ListenAddress = new()
    {
        Name = "web.listen-address",
        Kind = SettingKind.ListenAddresses,
        Group = "Web",
        Default = ":10105",
        Help = "Where to serve HTTP: :PORT, IPV4:PORT, [IPV6]:PORT, localhost:PORT or unix:/PATH",
        Since = "0.1.0",
    };

    public static readonly Setting TelemetryPath = new()
    {
        Name = "web.telemetry-path",
        Kind = SettingKind.UrlPath,
        Group = "Web",
        Default = "/metrics",
        Help = "Path of the page that Prometheus scrapes",
        Since = "0.1.0",
    };

    public static readonly Setting WebConfigFile = new()
    {
        Name = "web.config.file",
        Kind = SettingKind.Path,
        Group = "Web",
        Help = "YAML file with TLS, passwords and limits of requests, in the format of Prometheus' exporters; see docs/web-configuration.md",
        Since = "0.1.0",
        AllowedInFile = false,
    };

    public static readonly Setting MaxRequests = new()
    {
        Name = "web.max-requests",
        Kind = SettingKind.Count,
        Group = "Web",
        Default = "40",
        Minimum = "0",
        Maximum = "10000",
        Help = "Scrapes answered at the same time, one more gets 503; 0 is no limit",
        Since = "0.1.0",
    };

    public static readonly Setting SamplingInterval = new()
    {
        Name = "sampling.interval",
        Kind = SettingKind.Duration,
        Group = "Sampling",
        Default = "5s",
        Minimum = "100ms",
        Maximum = "1h",
        Help = "Time from the start of one sample to the start of the next",
        Since = "0.1.0",
    };

    public static readonly Setting SamplingCpuBudget = new()
    {
        Name = "sampling.cpu-budget",
        Kind = SettingKind.Cores,
        Group = "Sampling",
        Default = "0.05",
        Minimum = "0.001",
        Maximum = "1",
        Help = "Processor time that sampling may take, in cores: after a sample that cost c seconds the next waits at least c / budget; "
            + "1 never waits",
        Since = "0.1.0",
    };

    public static readonly Setting SamplingListenerInterval = new()
    {
        Name = "sampling.listener-interval",
        Kind = SettingKind.Duration,
        Group = "Sampling",
        Default = "250ms",
        Minimum = "50ms",
        Maximum = "1h",
        Help = "How often accept queues are looked at between samples, for peaks and the time they are full; at a fifth of the CPU budget it slows down, at sampling.interval or more it is off",
        Since = "0.1.0",
    };

    public static readonly Setting SamplingListenerPeakWindow = new()
    {
        Name = "sampling.listener-peak-window",
        Kind = SettingKind.Duration,
        Group = "Sampling",
        Default = "2m",
        Minimum = "10s",
        Maximum = "1h",
        Help = "For how long the peak of an accept queue is shown; longer than the interval of every scraper, so that each sees it",
        Since = "0.1.0",
    };

    public static readonly Setting StuckAfter = new()
    {
        Name = "stuck.after",
        Kind = SettingKind.Duration,
        Group = "Sampling",
        Default = "10s",
        Minimum = "1s",
        Maximum = "1h",
        Help = "A queue in which nothing has moved for so long is stuck; at least two samples should fit in",
        Since = "0.1.0",
    };

    public static readonly Setting DisableDefaultCollectors = new()
    {
        Name = "collector.disable-defaults",
        Kind = SettingKind.Switch,
        Group = "Collectors",
        Default = "false",
        Help = "Turn off every collector that is not turned on by name",
        Since = "0.1.0",
    };

    public static readonly Setting InterfacesInclude = new()
    {
        Name = "interfaces.include",
        Kind = SettingKind.InterfacePatterns,
        Group = "Interfaces",
        Help = "Interfaces that are shown by name although interfaces.exclude names them; * alone excludes nothing",
        Since = "0.1.0",
    };

    public static readonly Setting InterfacesExclude = new()
    {
        Name = "interfaces.exclude",
        Kind = SettingKind.InterfacePatterns,
        Group = "Interfaces",
        Default = "veth*,cali*,lxc*,cilium_*,tap*,vnet*,br-*,docker*,kube-ipvs*,nodelocaldns*",
        Help = "Interfaces that are summed as <other>; * is anything and ? one character, and naming some replaces the default",
        Since = "0.1.0",
    };

    public static readonly Setting ListenersExpected = new()
    {
        Name = "listeners.expected",
        Kind = SettingKind.ExpectedListeners,
        Group = "Listeners",
        Help = "Listeners that must be there, each shown as up or not: PROTOCOL/PORT or PROTOCOL/PLACE:PORT, PLACE is any (other hosts can reach it), loopback or an address",
        Since = "0.1.0",
    };

    public static readonly Setting ListenersAllowed = new()
    {
        Name = "listeners.allowed",
        Kind = SettingKind.AllowedListeners,
        Group = "Listeners",
        Help = "Listeners that may be there besides the expected ones, written as those, PORT also 8000-8010 or *; every other one is shown as unexpected",
        Since = "0.1.0",
    };

    public static readonly Setting Peers = new()
    {
        Name = "peers",
        Kind = SettingKind.PeerGroups,
        Group = "Peers",
        Help = "Groups of peers whose connections are counted by name: \"database cidr=10.0.0.0/8,fd00::/8 port=5432,5433\"; in the file database: {cidr: [10.0.0.0/8], port: [5432]}. "
            + "Address and port are the remote ones, without either any fits, and the first group that fits has the connection",
        Since = "0.1.0",
    };

    public static readonly Setting ProcessesNames = new()
    {
        Name = "processes.names",
        Kind = SettingKind.ProcessNames,
        Group = "Processes",
        Help = "Rules that name processes, the first that fits names one, without any it is comm: \"java-{jar} comm=java cmdline=.*/(?<jar>[a-z]+)[.]jar.*\"; in the file a list of "
            + "{name: …, comm: …, exe: …, cmdline: …, cgroup: …}",
        Since = "0.1.0",
    };

    public static readonly Setting ProcFsPath = new()
    {
        Name = "path.procfs",
        Kind = SettingKind.Path,
        Group = "Paths",
        Default = "/proc",
        Help = "Where the host's procfs is mounted",
        Since = "0.1.0",
    };

    public static readonly Setting SysFsPath = new()
    {
        Name = "path.sysfs",
        Kind = SettingKind.Path,
        Group = "Paths",
        Default = "/sys",
        Help = "Where the host's sysfs is mounted; nothing is read from it yet",
        Since = "0.1.0",
    };

    public static readonly Setting Replay = new()
    {
        Name = "replay",
        Kind = SettingKind.Path,
        Group = "Paths",
        Help = "Run on a recording, made with the command record, instead of on this host",
        Since = "0.1.0",
        AllowedInFile = false,
    };

    public static readonly Setting LogLevel = new()
    {
        Name = "log.level",
        Kind = SettingKind.Choice,
        Group = "Logging",
        Choices = ["debug", "info", "warn", "error"],
        Default = "info",
        Help = "The least severe messages that are logged",
        Since = "0.1.0",
    };

    public static readonly Setting LogFormat = new()
    {
        Name = "log.format",
        Kind = SettingKind.Choice,
        Group = "Logging",
        Choices = ["text", "json"],
        Default = "text",
        Help = "How a message is written",
        Since = "0.1.0",
    };

    public static readonly Setting LogStuckPerMinute = new()
    {
        Name = "log.stuck-per-minute",
        Kind = SettingKind.Count,
        Group = "Logging",
        Default = "6",
        Minimum = "0",
        Maximum = "1000",
        Help = "Stuck connections that are logged one by one, with both addresses; what is left out is counted",
        Since = "0.1.0",
    };

    public static readonly Setting ConfigFile = new()
    {
        Name = "config.file",
        Kind = SettingKind.Path,
        Group = "Configuration",
        Help = "YAML file with settings; flags and environment variables go before it",
        Since = "0.1.0",
        AllowedInFile = false,
    };

    private readonly Dictionary<string, Setting> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Setting> _byEnvironmentName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Setting> _switchOfCollector = new(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">Two rows share a name or an environment name; a mistake in the code.</exception>
    public SettingsTable(IReadOnlyList<CollectorSetting> collectors)
    {
        Collectors = collectors;
        foreach (CollectorSetting collector in collectors)
        {
            _switchOfCollector.Add(collector.Name, SwitchOf(collector));
        }

        All =
        [
            ListenAddress, TelemetryPath, WebConfigFile, MaxRequests, ConfigFile, SamplingInterval, SamplingCpuBudget, SamplingListenerInterval,
            SamplingListenerPeakWindow, StuckAfter, DisableDefaultCollectors,
            .. _switchOfCollector.Values, InterfacesInclude, InterfacesExclude, ListenersExpected, ListenersAllowed, Peers, ProcessesNames, ProcFsPath, SysFsPath, Replay, LogLevel, LogFormat, LogStuckPerMinute,
        ];
        foreach (Setting setting in All)
        {
            _byName.Add(setting.Name, setting);
            _byEnvironmentName.Add(setting.EnvironmentName, setting);
        }
    }

    /// <summary>In the order of --help; rows of one group stand together.</summary>
    public IReadOnlyList<Setting> All { get; }

    public IReadOnlyList<CollectorSetting> Collectors { get; }

    public Setting? Find(string name) => _byName.GetValueOrDefault(name);

    public Setting? FindByEnvironmentName(string name) => _byEnvironmentName.GetValueOrDefault(name);

    public Setting SwitchOf(string collector) => _switchOfCollector[collector];

    /// <summary>Whether a dotted name is the beginning of longer ones: "sampling".</summary>
    public bool IsGroup(string name) => All.Any(setting => setting.Name.StartsWith(name + ".", StringComparison.Ordinal));

    /// <summary>The keys that may stand directly in a group of the file, sorted.</summary>
    /// <param name="group">"" for the file itself, or dotted names and a last dot.</param>
    public IReadOnlyList<string> FileKeysIn(string group) =>
    [
        .. All
            .Where(setting => setting.AllowedInFile && setting.Name.StartsWith(group, StringComparison.Ordinal))
            .Select(setting => setting.Name[group.Length..].Split('.')[0])
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    private static Setting SwitchOf(CollectorSetting collector) => new()
    {
        Name = "collector." + collector.Name,
        Kind = SettingKind.Switch,
        Group = "Collectors",
        Default = collector.EnabledByDefault ? "true" : "false",
        Help = collector.Summary.TrimEnd('.'),
        Since = "0.1.0",
    };
}
