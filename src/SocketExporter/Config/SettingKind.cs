namespace SocketExporter.Config;

/// <summary>How the text of a setting is read, checked and described.</summary>
internal enum SettingKind
{
    /// <summary>A Prometheus duration: 250ms, 5s, 1m30s.</summary>
    Duration,

    /// <summary>Processor time per time, in cores: 0.05.</summary>
    Cores,

    /// <summary>A whole number: 40.</summary>
    Count,

    /// <summary>Repeatable: holds more than one value.</summary>
    ListenAddresses,

    /// <summary>Names of interfaces with * and ?: veth*. Repeatable, and a value can hold several with commas between them.</summary>
    InterfacePatterns,

    /// <summary>Listeners with one port each: tcp/80. Repeatable.</summary>
    ExpectedListeners,

    /// <summary>Listeners, also with a range of ports or all of them: tcp/8000-8010. Repeatable.</summary>
    AllowedListeners,

    /// <summary>Groups of peers by name: database cidr=10.0.0.0/8 port=5432. Repeatable; in the file a mapping by name.</summary>
    PeerGroups,

    /// <summary>Rules for names of processes: java comm=java. Repeatable; in the file a list of mappings.</summary>
    ProcessNames,

    /// <summary>A path in the file system.</summary>
    Path,

    /// <summary>The path of a page this daemon serves.</summary>
    UrlPath,

    /// <summary>One of the words in <see cref="Setting.Choices"/>.</summary>
    Choice,

    /// <summary>true or false; as a flag it takes no value, and <c>--no-</c> before its name turns it off.</summary>
    Switch,
}
