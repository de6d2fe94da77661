namespace SocketExporter.Kernel.Links;

/// <summary>ifOperStatus of RFC 2863. Source: linux/if.h, IF_OPER_*. lo and others that have no idea are Unknown while they work.</summary>
public enum OperationalState
{
    Unknown = 0,
    NotPresent = 1,
    Down = 2,
    LowerLayerDown = 3,
    Testing = 4,
    Dormant = 5,
    Up = 6,
}
