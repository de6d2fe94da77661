using System.Buffers.Binary;
using System.Globalization;

namespace SocketExporter.Kernel.Sockets;

/// <summary>
/// An address in 16 bytes, comparable and without allocation. An IPv4 address is kept in its v4-mapped form (::ffff:a.b.c.d), so that the
/// same host compares equal whichever family the socket has; the family itself is the row's.
/// </summary>
/// <param name="High">The first eight bytes as a big-endian number.</param>
/// <param name="Low">The last eight bytes as a big-endian number.</param>
public readonly record struct IpAddress(ulong High, ulong Low)
{
    private const ulong MappedPrefix = 0x0000_ffff_0000_0000;

    /// <summary>0.0.0.0 in its mapped form.</summary>
    public static IpAddress AnyIpv4 => new(0, MappedPrefix);

    public static IpAddress AnyIpv6 => default;

    /// <summary>0.0.0.0 or [::].</summary>
    public bool IsAny => High == 0 && (Low == 0 || Low == MappedPrefix);

    public bool IsMapped => High == 0 && (Low & 0xffff_ffff_0000_0000) == MappedPrefix;

    /// <summary>127.0.0.0/8, mapped or not, or ::1.</summary>
    public bool IsLoopback => (High == 0 && Low == 1) || (IsMapped && (byte)(Low >> 24) == 127);

    /// <summary>Source: idiag_src and idiag_dst, network order; IPv4 uses the first four of the sixteen bytes.</summary>
    public static IpAddress FromNetworkOrder(ReadOnlySpan<byte> sixteen, IpFamily family) => family == IpFamily.Ipv4
        ? new IpAddress(0, MappedPrefix | BinaryPrimitives.ReadUInt32BigEndian(sixteen))
        : new IpAddress(BinaryPrimitives.ReadUInt64BigEndian(sixteen), BinaryPrimitives.ReadUInt64BigEndian(sixteen[8..]));

    /// <summary>The way back from <see cref="FromNetworkOrder"/>: 16 bytes, of which IPv4 uses the first four.</summary>
    public void ToNetworkOrder(IpFamily family, Span<byte> sixteen)
    {
        sixteen[..16].Clear();
        if (family == IpFamily.Ipv4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(sixteen, (uint)Low);
            return;
        }

        BinaryPrimitives.WriteUInt64BigEndian(sixteen, High);
        BinaryPrimitives.WriteUInt64BigEndian(sixteen[8..], Low);
    }

    /// <summary>Enough for every address: <see cref="Format"/>.</summary>
    public const int MaxTextBytes = Ipv6Text.MaxBytes;

    /// <summary>As inet_ntop and netstat spell it, without brackets: <c>10.0.0.1</c>, <c>::1</c>, <c>::ffff:10.0.0.1</c>. Allocates nothing.</summary>
    /// <returns>Bytes written to <paramref name="text"/>, which has at least <see cref="MaxTextBytes"/>.</returns>
    public int Format(IpFamily family, Span<byte> text)
        => family == IpFamily.Ipv4 ? Ipv4Text.Format((uint)Low, text) : Ipv6Text.Format(High, Low, text);

    /// <summary>As ss spells it: <c>10.0.0.1</c> for an IPv4 socket, <c>[::1]</c> and <c>[::ffff:10.0.0.1]</c> for an IPv6 socket.</summary>
    public string ToString(IpFamily family) => family == IpFamily.Ipv4
        ? string.Create(CultureInfo.InvariantCulture, $"{(byte)(Low >> 24)}.{(byte)(Low >> 16)}.{(byte)(Low >> 8)}.{(byte)Low}")
        : $"[{Ipv6Text.Of(High, Low)}]";

    public override string ToString() => ToString(IsMapped ? IpFamily.Ipv4 : IpFamily.Ipv6);
}
