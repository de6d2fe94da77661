namespace SocketExporter.Config;

/// <summary>The text given for a setting in one layer, not yet checked.</summary>
/// <param name="Texts">One text, or several for a list.</param>
/// <param name="Origin">As the user finds it again: "--log.level", "SOCKET_EXPORTER_LOG_LEVEL", "config.yml:7" or "default".</param>
internal sealed record SettingValue(Setting Setting, SettingLayer Layer, IReadOnlyList<string> Texts, string Origin)
{
    /// <summary>The beginning of a message about this value; a line of a file doesn't say of itself which setting is meant.</summary>
    public string Subject => Layer switch
    {
        SettingLayer.File => $"{Setting.Name} at {Origin}",
        SettingLayer.Default => $"{Setting.Name} (default)",
        _ => Origin,
    };
}
