namespace SocketExporter.Config;

/// <summary>Puts the layers together: a flag goes before the environment, the environment before the file, the file before the default.</summary>
internal static class ConfigurationLoader
{
    /// <summary>
    /// Reads the environment and the file that the flags or the environment name, and checks every value of every layer, overridden or not.
    /// To be called again to re-read the file: it keeps nothing.
    /// </summary>
    public static LoadedConfiguration Load(
        SettingsTable table, IReadOnlyList<SettingValue> flags, IReadOnlyDictionary<string, string> environment)
    {
        var errors = new List<string>();
        var warnings = new List<string>();
        List<SettingValue> values = [.. flags, .. EnvironmentSettings.Read(table, environment, warnings)];
        errors.AddRange(values.SelectMany(SettingText.Complaints));

        SettingValue? named = values.Where(value => value.Setting == SettingsTable.ConfigFile).MaxBy(value => value.Layer);
        if (named is { Texts: [var path] } && SettingText.Complaints(named.Setting, path).Count == 0)
        {
            FileSettings file = ReadFile(table, path);
            values.AddRange(file.Values);
            errors.AddRange(file.Errors);
        }

        return new LoadedConfiguration(errors.Count == 0 ? Build(table, values) : null, errors, warnings);
    }

    /// <summary>One file, without any other layer but the defaults.</summary>
    public static LoadedConfiguration LoadFile(SettingsTable table, string path)
    {
        FileSettings file = ReadFile(table, path);
        return new LoadedConfiguration(file.Errors.Count == 0 ? Build(table, [.. file.Values]) : null, file.Errors, []);
    }

    private static FileSettings ReadFile(SettingsTable table, string path)
    {
        try
        {
            return YamlSettings.Parse(table, ConfigurationFile.Read(path), path);
        }
        catch (ConfigurationException failure)
        {
            return new FileSettings([], [failure.Message]);
        }
    }

    private static ExporterOptions Build(SettingsTable table, List<SettingValue> values)
    {
        Dictionary<string, SettingValue> inForce = table.All.ToDictionary(setting => setting.Name, DefaultOf, StringComparer.Ordinal);
        foreach (SettingValue value in values.OrderBy(value => value.Layer))
        {
            inForce[value.Setting.Name] = value;
        }

        string Text(Setting setting) => inForce[setting.Name].Texts[0];
        bool IsOn(Setting setting) => SettingText.TryParseSwitch(Text(setting), out bool on) && on;

        bool defaultsAreOff = IsOn(SettingsTable.DisableDefaultCollectors);
        bool Runs(CollectorSetting collector)
        {
            Setting setting = table.SwitchOf(collector.Name);
            return IsOn(setting) && (!defaultsAreOff || inForce[setting.Name].Layer != SettingLayer.Default);
        }

        return new ExporterOptions
        {
            ListenAddresses =
                [.. inForce[SettingsTable.ListenAddress.Name].Texts.Select(text => ListenAddress.Read(text, out _)).OfType<ListenAddress>()],
            TelemetryPath = Text(SettingsTable.TelemetryPath),
            WebConfigFile = inForce[SettingsTable.WebConfigFile.Name].Texts is [var web] ? web : null,
            MaxRequests = SettingText.ParseCount(Text(SettingsTable.MaxRequests)),
            ConfigFile = inForce[SettingsTable.ConfigFile.Name].Texts is [var file] ? file : null,
            SamplingInterval = PrometheusDuration.Parse(Text(SettingsTable.SamplingInterval)),
            SamplingCpuBudgetCores = SettingText.ParseCores(Text(SettingsTable.SamplingCpuBudget)),
            SamplingListenerInterval = PrometheusDuration.Parse(Text(SettingsTable.SamplingListenerInterval)),
            SamplingListenerPeakWindow = PrometheusDuration.Parse(Text(SettingsTable.SamplingListenerPeakWindow)),
            StuckAfter = PrometheusDuration.Parse(Text(SettingsTable.StuckAfter)),
            InterfacesInclude = Patterns(inForce[SettingsTable.InterfacesInclude.Name]),
            InterfacesExclude = Patterns(inForce[SettingsTable.InterfacesExclude.Name]),
            ListenersExpected = Listeners(inForce[SettingsTable.ListenersExpected.Name]),
            ListenersAllowed = Listeners(inForce[SettingsTable.ListenersAllowed.Name]),
            Peers = [.. inForce[SettingsTable.Peers.Name].Texts.Select(static text => PeerGroup.Read(text, out _)).OfType<PeerGroup>()],
            ProcessNames = [.. inForce[SettingsTable.ProcessesNames.Name].Texts.Select(static text => ProcessNameRule.Read(text, out _)).OfType<ProcessNameRule>()],
            ProcFsPath = Text(SettingsTable.ProcFsPath),
            SysFsPath = Text(SettingsTable.SysFsPath),
            ReplayDirectory = inForce[SettingsTable.Replay.Name].Texts is [var recording] ? recording : null,
            LogLevel = Enum.Parse<LogSeverity>(Text(SettingsTable.LogLevel), ignoreCase: true),
            LogFormat = Enum.Parse<LogFormat>(Text(SettingsTable.LogFormat), ignoreCase: true),
            LogStuckPerMinute = SettingText.ParseCount(Text(SettingsTable.LogStuckPerMinute)),
            Collectors = table.Collectors.Where(Runs).Select(collector => collector.Name).ToHashSet(StringComparer.Ordinal),
            Given = inForce,
        };
    }

    private static InterfacePattern[] Patterns(SettingValue value) => [.. value.Texts.SelectMany(InterfacePattern.Split).Select(static text => new InterfacePattern(text))];

    /// <summary>Two texts can say the same: tcp/80 and tcp/*:80.</summary>
    private static ListenerEntry[] Listeners(SettingValue value) =>
    [
        .. value.Texts.Select(text => ListenerEntry.Read(text, value.Setting.Kind == SettingKind.AllowedListeners, out _)).OfType<ListenerEntry>().Distinct(),
    ];

    private static SettingValue DefaultOf(Setting setting) =>
        new(setting, SettingLayer.Default, setting.Default is { } text ? [text] : [], "default");
}
