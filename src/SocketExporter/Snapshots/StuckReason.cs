namespace SocketExporter.Snapshots;

/// <summary>Why nothing that was sent is acknowledged.</summary>
internal enum StuckReason : byte
{
    /// <summary>The peer has said that it has no room: its application does not read, or reads slowly.</summary>
    ZeroWindow,

    /// <summary>It was sent again, without an answer: the path is broken, or the peer is gone.</summary>
    Retransmitting,

    Other,
}
