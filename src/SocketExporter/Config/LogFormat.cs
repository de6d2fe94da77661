namespace SocketExporter.Config;

/// <summary>The words of <c>log.format</c>.</summary>
internal enum LogFormat
{
    Text,
    Json,
}
