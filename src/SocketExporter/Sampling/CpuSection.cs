namespace SocketExporter.Sampling;

/// <summary>The parts of reading whose CPU time is counted apart.</summary>
internal enum CpuSection
{
    Tcp,
    Udp,
    Unix,

    /// <summary>Sockets of other protocols, and what belongs to no part alone: names for groups, the rows of the tally.</summary>
    Other,
    Processes,
    Counters,
    Links,

    /// <summary>Routes, neighbours and multicast groups.</summary>
    Routes,

    /// <summary>The listeners alone, between samples and at the beginning of each.</summary>
    Listeners,
}
