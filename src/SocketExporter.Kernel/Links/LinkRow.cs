namespace SocketExporter.Kernel.Links;

/// <summary>An interface at one moment. Null is what the kernel did not say. Source: net/core/rtnetlink.c, rtnl_fill_ifinfo.</summary>
public readonly record struct LinkRow
{
    public int Index { get; init; }

    /// <summary>Up to 15 bytes of nearly anything; what is no UTF-8 is replaced by U+FFFD.</summary>
    public string Name { get; init; }

    /// <summary>The same as the kernel has it, without a final zero.</summary>
    public ReadOnlyMemory<byte> NameBytes { get; init; }

    public LinkFlags Flags { get; init; }

    /// <summary>IFF_UP: what the administrator wants.</summary>
    public bool AdminUp => (Flags & LinkFlags.Up) != 0;

    /// <summary>Stays true on interfaces that have no cable to miss (dummy), also while they are down.</summary>
    public bool? Carrier { get; init; }

    public uint? CarrierChanges { get; init; }

    public OperationalState? OperationalState { get; init; }

    public uint? MtuBytes { get; init; }

    public uint? TransmitQueueLengthPackets { get; init; }

    /// <summary>What made it ("veth", "bridge", "wireguard" …); null for real devices and lo.</summary>
    public string? Kind { get; init; }

    /// <summary>"02:00:5e:10:00:ff"; null where the hardware address is not of 6 bytes: a tunnel has an IP address there.</summary>
    public string? MacAddress { get; init; }

    /// <summary>Bytes per second; null where the driver does not know and without a carrier. Up to 60 samples old.</summary>
    public long? SpeedBytesPerSecond { get; init; }

    public LinkStatistics? Statistics { get; init; }
}
