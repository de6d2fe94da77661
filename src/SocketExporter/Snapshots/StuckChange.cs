namespace SocketExporter.Snapshots;

/// <summary>What has become of a queue since the last sample.</summary>
internal enum StuckChange
{
    StandsStill,
    MovesAgain,

    /// <summary>The connection is gone.</summary>
    Closed,
}
