using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Routes;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Kernel.Recordings;

/// <summary>Writes /proc/net/igmp and igmp6 anew, in the kernel's form, with other names and addresses.</summary>
internal sealed class MulticastRecorder
{
    private readonly AddressPseudonyms _addresses;
    private readonly NamePseudonyms _names;

    public MulticastRecorder(AddressPseudonyms addresses, NamePseudonyms names)
    {
        _addresses = addresses;
        _names = names;
    }

    /// <summary>The two texts; null for a family that this kernel has no file for.</summary>
    /// <exception cref="KernelReadException">They can't be read.</exception>
    public (byte[]? Ipv4, byte[]? Ipv6) Write(KernelSource kernel)
    {
        using var reader = new MulticastReader(kernel);
        var ipv4 = new StringBuilder("Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter\n");
        var ipv6 = new StringBuilder();
        Span<byte> address = stackalloc byte[16];
        int last = 0;
        foreach (ref readonly MulticastRow row in reader.Read())
        {
            string name = _names.Interface(row.InterfaceNameBytes.Span);
            if (row.Family == IpFamily.Ipv6)
            {
                BinaryPrimitives.WriteUInt64BigEndian(address, row.Group.High);
                BinaryPrimitives.WriteUInt64BigEndian(address[8..], row.Group.Low);
                _addresses.Replace(address);
                ipv6.Append(CultureInfo.InvariantCulture, $"{row.InterfaceIndex,-4} {name,-15} {Convert.ToHexStringLower(address)} {row.Users,5} 00000004 0\n");
                continue;
            }

            if (row.InterfaceIndex != last)
            {
                ipv4.Append(CultureInfo.InvariantCulture, $"{row.InterfaceIndex}\t{name,-10}: {0,5}      V3\n");
                last = row.InterfaceIndex;
            }

            Span<byte> four = address[..4];
            BinaryPrimitives.WriteUInt32BigEndian(four, (uint)row.Group.Low);
            _addresses.Replace(four);
            ipv4.Append(CultureInfo.InvariantCulture, $"\t\t\t\t{BinaryPrimitives.ReadUInt32LittleEndian(four):X8} {row.Users,5} 0:00000000\t\t0\n");
        }

        return (reader.HasIpv4 ? Encoding.Latin1.GetBytes(ipv4.ToString()) : null, reader.HasIpv6 ? Encoding.Latin1.GetBytes(ipv6.ToString()) : null);
    }
}
