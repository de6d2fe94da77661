namespace SocketExporter.Config;

/// <summary>Where a value was given; a later member goes before an earlier one.</summary>
internal enum SettingLayer
{
    Default,
    File,
    Environment,
    Flag,
}
