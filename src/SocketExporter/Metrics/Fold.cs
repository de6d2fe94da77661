namespace SocketExporter.Metrics;

/// <summary>How the values of keys that are not shown join in <c>&lt;other&gt;</c>.</summary>
internal enum Fold
{
    /// <summary>They don't: a value without its key means nothing. Cut and counted.</summary>
    None,
    Sum,
    Max,
}
