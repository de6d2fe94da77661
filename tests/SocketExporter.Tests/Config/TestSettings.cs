using SocketExporter.Config;

namespace SocketExporter.Tests.Config;

/// <summary>A small table of settings: two collectors that are on, one that is off.</summary>
internal static class TestSettings
{
    public static readonly SettingsTable Table = new(
    [
        new CollectorSetting("tcp", "TCP sockets by state", true),
        new CollectorSetting("tcp-connections", "TCP connections by service port", true),
        new CollectorSetting("tcp-flows", "Bytes by service port.", false),
    ]);

    /// <summary>Runs all layers.</summary>
    public static LoadedConfiguration Load(
        IReadOnlyList<SettingValue>? flags = null, IReadOnlyDictionary<string, string>? environment = null) =>
        ConfigurationLoader.Load(Table, flags ?? [], environment ?? new Dictionary<string, string>());

    public static SettingValue Flag(string name, params string[] texts)
    {
        var setting = Table.Find(name)!;
        return new SettingValue(setting, SettingLayer.Flag, texts, setting.Flag);
    }
}
