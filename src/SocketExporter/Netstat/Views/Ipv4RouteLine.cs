using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Netstat.Views;

/// <summary>A route as -r prints it.</summary>
internal readonly record struct Ipv4RouteLine
{
    public IpAddress Destination { get; init; }

    public int PrefixLength { get; init; }

    /// <summary>0.0.0.0 without a gateway, and where it is one of IPv6.</summary>
    public IpAddress Gateway { get; init; }

    /// <summary>RTF_*, see <see cref="RouteFlagLetters"/>.</summary>
    public uint Flags { get; init; }

    public bool Refuses => (Flags & RouteFlagLetters.Reject) != 0;

    /// <summary>The priority; from 2^31 on negative, as the kernel prints it.</summary>
    public int Metric { get; init; }

    /// <summary>The segment that peers are told, and 40 bytes of headers; 0 where none is set.</summary>
    public uint SegmentBytes { get; init; }

    public uint WindowBytes { get; init; }

    public uint RoundTripMilliseconds { get; init; }

    public byte[] Interface { get; init; }
}
