using System.Diagnostics.CodeAnalysis;

namespace SocketExporter.Kernel.Links;

/// <summary>The flags of an interface. Source: linux/if.h, IFF_*.</summary>
[Flags]
[SuppressMessage("Naming", "CA1711", Justification = "Interface flags is the standard term.")]
public enum LinkFlags : uint
{
    None = 0,

    /// <summary>The administrator wants it up; says nothing about a cable.</summary>
    Up = 0x1,
    Broadcast = 0x2,
    Debug = 0x4,
    Loopback = 0x8,
    PointToPoint = 0x10,
    NoTrailers = 0x20,

    /// <summary>Operational (RFC 2863 state up or unknown).</summary>
    Running = 0x40,
    NoArp = 0x80,
    Promiscuous = 0x100,
    AllMulticast = 0x200,
    Master = 0x400,
    Slave = 0x800,
    Multicast = 0x1000,
    PortSelect = 0x2000,
    AutoMedia = 0x4000,
    Dynamic = 0x8000,

    /// <summary>The driver sees a carrier.</summary>
    LowerUp = 0x10000,
    Dormant = 0x20000,
    Echo = 0x40000,
}
