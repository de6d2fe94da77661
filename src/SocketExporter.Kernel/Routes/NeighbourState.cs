namespace SocketExporter.Kernel.Routes;

/// <summary>What the kernel knows of a neighbour's hardware address, in the order of the bits of ndm_state. Source: linux/neighbour.h, NUD_*.</summary>
public enum NeighbourState
{
    /// <summary>NUD_NONE, no bit: not asked for yet.</summary>
    None,

    /// <summary>Asked for the first time, no answer yet.</summary>
    Incomplete,
    Reachable,

    /// <summary>Not confirmed for a while; still used.</summary>
    Stale,

    /// <summary>Used while stale: a confirmation is waited for.</summary>
    Delay,

    /// <summary>Asked again, no answer yet.</summary>
    Probe,

    /// <summary>Did not answer.</summary>
    Failed,

    /// <summary>Needs no address: loopback, multicast, point to point.</summary>
    NoArp,

    /// <summary>Set by hand.</summary>
    Permanent,
}
