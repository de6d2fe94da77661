namespace SocketExporter.Config;

/// <summary>One key of a mapping.</summary>
/// <param name="Line">Of the key, from 1.</param>
internal sealed record YamlEntry(string Key, int Line, YamlNode Value);
