namespace SocketExporter.Config;

/// <summary>The words of <c>log.level</c>.</summary>
internal enum LogSeverity
{
    Debug,
    Info,
    Warn,
    Error,
}
