namespace SocketExporter.Metrics;

/// <summary>
/// What a family's series are about. All families of one key set show the same keys, so that a ratio of two always finds both sides.
/// </summary>
internal enum KeySet
{
    /// <summary>The labels have a small fixed range (states, families, collectors): nothing to limit.</summary>
    None,
    Listener,

    /// <summary>direction + port.</summary>
    Service,
    Process,
    Unit,
    Container,
    Uid,
    UnixPath,
    Interface,
    Tuple,
    Netns,
}
