namespace SocketExporter.Config;

/// <summary>What stood in a configuration file.</summary>
/// <param name="Errors">In the order of the lines; where there is one, the values are of no use.</param>
internal sealed record FileSettings(IReadOnlyList<SettingValue> Values, IReadOnlyList<string> Errors);
