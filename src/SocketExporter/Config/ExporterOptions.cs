namespace SocketExporter.Config;

/// <summary>Every setting, checked and typed. Made by <see cref="ConfigurationLoader"/>.</summary>
internal sealed record ExporterOptions
{
    /// <summary>At least one, none twice.</summary>
    public required IReadOnlyList<ListenAddress> ListenAddresses { get; init; }

    /// <summary>Begins with a slash and is not "/".</summary>
    public required string TelemetryPath { get; init; }

    /// <summary>null: served without encryption and passwords.</summary>
    public required string? WebConfigFile { get; init; }

    /// <summary>Scrapes answered at the same time; 0 is no limit.</summary>
    public required int MaxRequests { get; init; }

    /// <summary>null: no file was named.</summary>
    public required string? ConfigFile { get; init; }

    public required TimeSpan SamplingInterval { get; init; }

    /// <summary>Above 0; after a sample that cost c CPU seconds the next waits at least c / this. 1 means never wait.</summary>
    public required double SamplingCpuBudgetCores { get; init; }

    /// <summary>Listeners alone are looked at this often between samples.</summary>
    public required TimeSpan SamplingListenerInterval { get; init; }

    public required TimeSpan SamplingListenerPeakWindow { get; init; }

    /// <summary>A queue in which nothing has moved for so long is stuck.</summary>
    public required TimeSpan StuckAfter { get; init; }

    /// <summary>Interfaces shown by name although <see cref="InterfacesExclude"/> fits.</summary>
    public IReadOnlyList<InterfacePattern> InterfacesInclude { get; init; } = [];

    /// <summary>Interfaces summed as one.</summary>
    public IReadOnlyList<InterfacePattern> InterfacesExclude { get; init; } = [];

    /// <summary>None twice.</summary>
    public IReadOnlyList<ListenerEntry> ListenersExpected { get; init; } = [];

    /// <summary>Empty: no listener is unexpected.</summary>
    public IReadOnlyList<ListenerEntry> ListenersAllowed { get; init; } = [];
    /// <summary>In the order in which they are asked.</summary>
    public IReadOnlyList<PeerGroup> Peers { get; init; } = [];

    /// <summary>In order: the first that fits names a process.</summary>
    public IReadOnlyList<ProcessNameRule> ProcessNames { get; init; } = [];

    public required string ProcFsPath { get; init; }

    public required string SysFsPath { get; init; }

    /// <summary>null: this host is sampled.</summary>
    public required string? ReplayDirectory { get; init; }

    public required LogSeverity LogLevel { get; init; }

    public required LogFormat LogFormat { get; init; }

    /// <summary>0: none.</summary>
    public required int LogStuckPerMinute { get; init; }

    /// <summary>Names of the collectors that run.</summary>
    public required IReadOnlySet<string> Collectors { get; init; }

    /// <summary>By name of the setting: the value in force as it was given, or the default.</summary>
    public required IReadOnlyDictionary<string, SettingValue> Given { get; init; }

    /// <summary>Where its value came from: "--log.level", "SOCKET_EXPORTER_LOG_LEVEL", "config.yml:7" or "default".</summary>
    public string OriginOf(Setting setting) => Given[setting.Name].Origin;

    /// <summary>The beginning of a message about its value.</summary>
    public string SubjectOf(Setting setting) => Given[setting.Name].Subject;
}
