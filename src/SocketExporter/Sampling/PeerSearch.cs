using System.Net;
using System.Numerics;
using SocketExporter.Config;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Sampling;

/// <summary>
/// Finds the group of peers that a connection belongs to: the first in the order of the configuration whose networks hold the address and whose ports the port. The networks of all groups
/// cut the addresses into ranges, each with the groups that hold it as bits of a number: 5,000 networks cost a connection fourteen comparisons, and the lowest bit is the first group. Never changes.
/// </summary>
internal sealed class PeerSearch
{
    /// <summary>No group fits.</summary>
    public const int None = -1;

    /// <summary>Length of ::ffff:0:0/96, in which IPv4 addresses are.</summary>
    private const int MappedBits = 96;

    // Where each range begins, sorted, the first at 0; and the groups that hold all of it.
    private readonly UInt128[] _begins;
    private readonly ulong[] _groupsOfRange;

    private readonly Dictionary<ushort, ulong> _groupsOfPort = [];
    private readonly ulong _groupsOfAnyPort;

    /// <param name="groups">At most 64; the configuration has fewer.</param>
    public PeerSearch(IReadOnlyList<PeerGroup> groups)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(groups.Count, 64);
        for (int i = 0; i < groups.Count; i++)
        {
            _groupsOfAnyPort |= groups[i].Ports.Count == 0 ? 1UL << i : 0;
        }

        for (int i = 0; i < groups.Count; i++)
        {
            foreach (ushort port in groups[i].Ports)
            {
                _groupsOfPort[port] = _groupsOfPort.GetValueOrDefault(port, _groupsOfAnyPort) | (1UL << i);
            }
        }

        (_begins, _groupsOfRange) = Ranges(groups);
    }

    /// <returns>Place of the group in the list, or <see cref="None"/>.</returns>
    public int Find(IpAddress address, ushort port)
    {
        ulong groups = _groupsOfPort.GetValueOrDefault(port, _groupsOfAnyPort);
        if (groups == 0)
        {
            return None;
        }

        int range = _begins.AsSpan().BinarySearch(new UInt128(address.High, address.Low));
        groups &= _groupsOfRange[range >= 0 ? range : ~range - 1];
        return groups == 0 ? None : BitOperations.TrailingZeroCount(groups);
    }

    private static (UInt128[] Begins, ulong[] Groups) Ranges(IReadOnlyList<PeerGroup> groups)
    {
        List<(UInt128 At, int Group, int Change)> edges = [];
        for (int i = 0; i < groups.Count; i++)
        {
            foreach ((UInt128 first, UInt128 last) in groups[i].Networks.SelectMany(EndsOf).DefaultIfEmpty((UInt128.Zero, UInt128.MaxValue)))
            {
                edges.Add((first, i, 1));
                if (last != UInt128.MaxValue)
                {
                    edges.Add((last + 1, i, -1));
                }
            }
        }

        // Networks of one group may lie in one another.
        int[] depths = new int[groups.Count];
        ulong inside = 0;
        List<UInt128> begins = [UInt128.Zero];
        List<ulong> held = [0];
        foreach ((UInt128 at, int group, int change) in edges.OrderBy(static edge => edge.At))
        {
            depths[group] += change;
            inside = depths[group] > 0 ? inside | (1UL << group) : inside & ~(1UL << group);
            if (begins[^1] != at)
            {
                begins.Add(at);
                held.Add(0);
            }

            held[^1] = inside;
        }

        return ([.. begins], [.. held]);
    }

    /// <summary>An IPv4 network as the mapped one, 96 bits longer: sockets of both families have their peers in it. An IPv6 network around all of these (::/0) is one of IPv6 alone.</summary>
    private static IEnumerable<(UInt128 First, UInt128 Last)> EndsOf(IPNetwork network)
    {
        byte[] bytes = network.BaseAddress.GetAddressBytes();
        bool isIpv4 = bytes.Length == 4;
        int bits = network.PrefixLength + (isIpv4 ? MappedBits : 0);
        Array.Resize(ref bytes, 16);
        var begin = IpAddress.FromNetworkOrder(bytes, isIpv4 ? IpFamily.Ipv4 : IpFamily.Ipv6);
        var first = new UInt128(begin.High, begin.Low);
        UInt128 last = first | (bits == 128 ? UInt128.Zero : UInt128.MaxValue >> bits);
        UInt128 firstMapped = (UInt128)0xffff << 32;
        UInt128 lastMapped = firstMapped | uint.MaxValue;
        return bits < MappedBits && first < firstMapped && last > lastMapped ? [(first, firstMapped - 1), (lastMapped + 1, last)] : [(first, last)];
    }
}
