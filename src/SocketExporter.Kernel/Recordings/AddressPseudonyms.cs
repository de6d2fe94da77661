using System.Buffers.Binary;

namespace SocketExporter.Kernel.Recordings;

/// <summary>
/// Other addresses for addresses: equal ones stay equal, different ones different, each stays of its family and range. Loopback, the wildcard, the
/// broadcast and the well-known groups of multicast say nothing of a host and stay. The numbers are given in order of appearance, so that nothing of an
/// address is left in its pseudonym.
/// </summary>
internal sealed class AddressPseudonyms
{
    private const uint PrivateIpv4 = 0x0a00_0000; // 10.0.0.0
    private const uint LinkLocalIpv4 = 0xa9fe_0000; // 169.254.0.0
    private const uint MulticastIpv4 = 0xef00_0000; // 239.0.0.0
    private const uint PublicIpv4 = 0xc612_0000; // 198.18.0.0/15, set aside for benchmarks
    private const uint PublicIpv4Room = 1 << 17;
    private const uint MorePublicIpv4 = 0xf000_0000; // 240.0.0.0/4, reserved

    private static readonly UInt128 MappedPrefix = new(0, 0x0000_ffff_0000_0000);
    private static readonly UInt128 Nat64Prefix = new(0x0064_ff9b_0000_0000, 0);
    private static readonly UInt128 LinkLocalIpv6 = new(0xfe80_0000_0000_0000, 0);
    private static readonly UInt128 UniqueLocalIpv6 = new(0xfd00_0000_0000_0000, 0);
    private static readonly UInt128 MulticastIpv6 = new(0xff05_0000_0000_0000, 0x1_0000);
    private static readonly UInt128 PublicIpv6 = new(0x2001_0db8_0000_0000, 0);

    private readonly Dictionary<uint, uint> _ipv4 = [];
    private readonly Dictionary<UInt128, UInt128> _ipv6 = [];
    private readonly Dictionary<UInt128, uint> _given = [];

    /// <summary>Replaces an address, 4 or 16 bytes in network order, in place.</summary>
    public void Replace(Span<byte> address)
    {
        if (address.Length == 4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(address, Of(BinaryPrimitives.ReadUInt32BigEndian(address)));
        }
        else
        {
            BinaryPrimitives.WriteUInt128BigEndian(address, Of(BinaryPrimitives.ReadUInt128BigEndian(address)));
        }
    }

    private static uint? RangeOf(uint address)
    {
        bool kept = address == uint.MaxValue
            || address >> 24 is 0 or 127
            || address >> 8 == 0xe0_0000; // 224.0.0.0/24: routers, mDNS
        return kept ? null : address switch
        {
            _ when address >> 24 == 10 || address >> 20 == 0xac1 || address >> 16 == 0xc0a8 || address >> 22 == 0x191 => PrivateIpv4,
            _ when address >> 16 == 0xa9fe => LinkLocalIpv4,
            _ when address >> 28 == 0xe => MulticastIpv4,
            _ => PublicIpv4,
        };
    }

    private static UInt128? RangeOf(UInt128 address)
    {
        ulong high = (ulong)(address >> 64);
        ulong low = (ulong)address;
        bool kept = high == 0 && low <= 1;
        if (high >> 56 == 0xff)
        {
            // ff02::1, ff02::fb and the like, whatever the scope.
            kept = (high & 0x0000_ffff_ffff_ffff) == 0 && low <= 0xffff;
        }

        return kept ? null : high switch
        {
            _ when high >> 56 == 0xff => MulticastIpv6,
            _ when high >> 54 == 0x3fa => LinkLocalIpv6,
            _ when high >> 57 == 0x7e => UniqueLocalIpv6,
            _ => PublicIpv6,
        };
    }

    private uint Of(uint address)
    {
        if (RangeOf(address) is not { } range)
        {
            return address;
        }

        if (!_ipv4.TryGetValue(address, out uint pseudonym))
        {
            uint number = Next(range);
            pseudonym = range == PublicIpv4 && number >= PublicIpv4Room ? MorePublicIpv4 + number : range + number;
            _ipv4.Add(address, pseudonym);
        }

        return pseudonym;
    }

    private UInt128 Of(UInt128 address)
    {
        UInt128 prefix = address >> 32 << 32;
        if (prefix == MappedPrefix || prefix == Nat64Prefix)
        {
            return prefix | Of((uint)address);
        }

        if (RangeOf(address) is not { } range)
        {
            return address;
        }

        if (!_ipv6.TryGetValue(address, out UInt128 pseudonym))
        {
            pseudonym = range + Next(range);
            _ipv6.Add(address, pseudonym);
        }

        return pseudonym;
    }

    private uint Next(UInt128 range)
    {
        uint number = _given.GetValueOrDefault(range) + 1;
        _given[range] = number;
        return number;
    }
}
