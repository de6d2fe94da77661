using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Kernel.Conntrack;

/// <summary>One entry of the conntrack table as ctnetlink tells it. Filled in place for each and never kept: copy what you need.</summary>
public struct ConntrackFlow
{
    public IpFamily Family { get; set; }

    /// <summary>IPPROTO_*: 6 is TCP.</summary>
    public byte Protocol { get; set; }

    /// <summary>The first packet, before anything was translated.</summary>
    public ConntrackTuple Original { get; set; }

    /// <summary>
    /// The answers, as they arrive: its source is where the flow really goes (<see cref="IsDestinationTranslated"/>), its destination the address and port that
    /// stand for the sender's (<see cref="IsSourceTranslated"/>: masquerading).
    /// </summary>
    public ConntrackTuple Reply { get; set; }

    /// <summary>Null for other protocols than TCP, and where the kernel does not say it.</summary>
    public ConntrackTcpState? TcpState { get; set; }

    /// <summary>Packets have come by in both directions.</summary>
    public bool IsReplied { get; set; }

    /// <summary>Seen so well that the kernel does not drop it early when the table is full.</summary>
    public bool IsAssured { get; set; }

    /// <summary>Its source is translated: SNAT or masquerading.</summary>
    public bool IsSourceTranslated { get; set; }

    /// <summary>Its destination is translated: DNAT or a redirection.</summary>
    public bool IsDestinationTranslated { get; set; }

    /// <summary>Seconds until the entry is forgotten when no packet comes; null for one that has no timer, e.g. because it is offloaded.</summary>
    public uint? ExpiresInSeconds { get; set; }
}
